// SPDX-License-Identifier: Apache-2.0
#include "text/search.h"

#include "shared/pattern.h"
#include "shared/utf8.h"

namespace text {

Found search(std::string_view text, const re2::RE2& pattern, std::size_t limit,
             const shared::Cancelled& cancelled) {
  Found found;
  shared::Matches matches(pattern, text);
  std::size_t byte = 0;  // counted up to here
  std::size_t character = 0;
  const auto characters_until = [&](std::size_t end) {
    character += utf8::count_characters(text.substr(byte, end - byte));
    byte = end;
    return character;
  };
  while (matches.next()) {
    if (found.matches.size() == limit) {
      found.is_truncated = true;
      break;
    }
    shared::stop_if(cancelled);
    const std::size_t start = characters_until(matches.start());
    const std::size_t end = characters_until(matches.end());
    found.matches.push_back({{matches.start(), matches.end()}, {start, end}, matches.groups()});
  }
  return found;
}

std::size_t count_matches(std::string_view text, const re2::RE2& pattern,
                          const shared::Cancelled& cancelled) {
  std::size_t count = 0;
  for (shared::Matches matches(pattern, text); matches.next(); ++count) shared::stop_if(cancelled);
  return count;
}

}  // namespace text
