// SPDX-License-Identifier: Apache-2.0
#include "skill/comment.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/text.h"

namespace muster::skill {
namespace {

using yaml::Node;

constexpr auto kNone = std::string_view::npos;

// Where `text` ends in the source that begins with it; blanks, which YAML folds, do not count.
std::size_t end_of(std::string_view source, std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::size_t at = 0;
  for (const char c : text) {
    if (kBlanks.find(c) != kNone) continue;
    at = source.find_first_not_of(kBlanks, at);
    if (at == kNone || source[at] != c) return kNone;
    ++at;
  }
  return at;
}

// The comment behind what stands in the source as `text`, on the same line.
std::optional<std::size_t> comment_behind(std::string_view source, std::string_view text) {
  const std::size_t end = end_of(source, text);
  if (end == kNone) return std::nullopt;
  const std::size_t next = source.find_first_not_of(" \t", end);
  if (next == kNone || next == end || source[next] != '#') return std::nullopt;
  return next;
}

}  // namespace

std::vector<Commented> commented_values(std::string_view text, const Node& root,
                                        std::size_t first_line) {
  std::vector<Commented> found;
  std::size_t line = first_line;
  for (const auto& [key, value] : root.entries) {
    for (; line < key.mark.line; ++line) text.remove_prefix(text.find('\n') + 1);
    if (value.type != Node::Type::scalar || value.style != Node::Style::plain) continue;
    const std::string_view source = text.substr(std::min(key.mark.column - 1, text.size()));
    if (const auto comment = comment_behind(source, key.text + ':' + value.text)) {
      Position at = position_of(source, *comment);
      if (at.line == 1) at.column += key.mark.column - 1;
      found.push_back({key.text, {at.line + key.mark.line - 1, at.column}});
    }
  }
  return found;
}

}  // namespace muster::skill
