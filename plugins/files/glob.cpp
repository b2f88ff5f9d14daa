// SPDX-License-Identifier: Apache-2.0
#include "files/glob.h"

#include <algorithm>
#include <cstddef>

#include "shared/utf8.h"

namespace files {

bool matches_glob(std::string_view name, std::string_view pattern) noexcept {
  std::size_t at = 0;                         // in the name
  std::size_t with = 0;                       // in the pattern
  std::size_t star = std::string_view::npos;  // the last one met, and what it has taken in
  std::size_t taken = 0;
  while (at < name.size()) {
    if (with < pattern.size() && pattern[with] == '*') {
      star = with++;
      taken = at;
    } else if (with < pattern.size() && pattern[with] == '?') {
      ++with;
      at = std::min(name.size(), at + utf8::length_at(name, at));
    } else if (with < pattern.size() && pattern[with] == name[at]) {
      ++with;
      ++at;
    } else if (star != std::string_view::npos) {
      with = star + 1;
      at = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', with) == std::string_view::npos;
}

}  // namespace files
