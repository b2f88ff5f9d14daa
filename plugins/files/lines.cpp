// SPDX-License-Identifier: Apache-2.0
#include "files/lines.h"

#include <algorithm>

#include "shared/pattern.h"
#include "shared/utf8.h"

namespace files {
namespace {

bool begins_character(std::string_view text, std::size_t at) {
  return at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xc0u) != 0x80u;
}

// What is shown of a line: from a little before its match on.
std::string shown(std::string_view line, std::size_t match) {
  if (line.size() <= kLineBytesMax) return std::string(line);
  constexpr std::size_t kBefore = 100;
  std::size_t begin = std::min(match - std::min(match, kBefore), line.size() - kLineBytesMax);
  while (!begins_character(line, begin)) ++begin;
  std::size_t end = std::min(line.size(), begin + kLineBytesMax);
  while (!begins_character(line, end)) --end;
  return std::string(line.substr(begin, end - begin));
}

}  // namespace

bool matching_lines(std::string_view text, const re2::RE2& pattern,
                    const shared::Cancelled& cancelled, const std::function<bool(Line)>& take) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    shared::stop_if(cancelled);
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    shared::check_effort(pattern, line.size());
    re2::StringPiece match;
    if (!pattern.Match({line.data(), line.size()}, 0, line.size(), re2::RE2::UNANCHORED, &match,
                       1)) {
      continue;
    }
    const auto at = static_cast<std::size_t>(match.data() - line.data());
    if (!take({number, utf8::count_characters(line.substr(0, at)) + 1, shown(line, at)})) {
      return false;
    }
  }
  return true;
}

}  // namespace files
