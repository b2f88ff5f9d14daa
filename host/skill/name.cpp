// SPDX-License-Identifier: Apache-2.0
#include "skill/name.h"

#include "skill/unicode.h"

namespace muster::skill {

std::string_view name_fault(std::string_view name) {
  if (!is_lower_case(name)) return "has upper-case letters";
  if (!has_only_letters_digits_hyphens(name)) {
    return "has characters other than lower-case letters, digits and hyphens";
  }
  if (name.starts_with('-') || name.ends_with('-')) return "begins or ends with a hyphen";
  if (name.find("--") != std::string_view::npos) return "has two hyphens in a row";
  return {};
}

}  // namespace muster::skill
