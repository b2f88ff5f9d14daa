// SPDX-License-Identifier: Apache-2.0
#include "skill/name.h"

#include "skill/unicode.h"

namespace muster::skill {

std::vector<std::string_view> name_faults(std::string_view name) {
  std::vector<std::string_view> faults;
  if (!is_lower_case(name)) faults.emplace_back("has upper-case letters");
  if (!has_only_letters_digits_hyphens(name)) {
    faults.emplace_back("has characters other than lower-case letters, digits and hyphens");
  }
  if (name.starts_with('-') || name.ends_with('-')) {
    faults.emplace_back("begins or ends with a hyphen");
  }
  if (name.find("--") != std::string_view::npos) faults.emplace_back("has two hyphens in a row");
  return faults;
}

}  // namespace muster::skill
