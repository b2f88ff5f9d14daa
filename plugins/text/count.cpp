// SPDX-License-Identifier: Apache-2.0
#include "text/count.h"

#include <algorithm>

#include "shared/utf8.h"

namespace text {

Counts count(std::string_view text) noexcept {
  Counts counts{.bytes = text.size()};
  counts.lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  if (!text.empty() && !text.ends_with('\n')) ++counts.lines;
  bool is_in_word = false;
  while (!text.empty()) {
    const bool is_space = utf8::is_space(utf8::take_character(text));
    if (!is_space && !is_in_word) ++counts.words;
    is_in_word = !is_space;
    ++counts.characters;
  }
  return counts;
}

std::size_t count_occurrences(std::string_view text, std::string_view of) noexcept {
  std::size_t count = 0;
  for (auto at = text.find(of); at != std::string_view::npos; at = text.find(of, at + of.size())) {
    ++count;
  }
  return count;
}

}  // namespace text
