// SPDX-License-Identifier: Apache-2.0
#include "skill/rescue.h"

#include <algorithm>

namespace muster::skill {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view line_at(std::string_view text, std::size_t offset) {
  return text.substr(offset, std::min(text.find('\n', offset), text.size() - 1) + 1 - offset);
}

// The offset of the value in a line `key: value`, or npos if the line is none or has no value.
std::size_t value_offset(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::string_view::npos;
  const bool is_word =
      std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
      });
  const std::size_t value = line.find_first_not_of(kBlanks, colon + 1);
  return is_word && value != colon + 1 ? value : std::string_view::npos;
}

// A value goes on over the lines that are blank or indented.
std::size_t value_end(std::string_view text, std::size_t offset) {
  while (offset < text.size() && kBlanks.find(text[offset]) != std::string_view::npos) {
    offset += line_at(text, offset).size();
  }
  return offset;
}

bool is_plain(std::string_view value) {
  return std::string_view("\"'|>[{#").find(value.front()) == std::string_view::npos;
}

bool is_readable(std::string_view value) {
  if (std::string_view("@%&*!`").find(value.front()) != std::string_view::npos) return false;
  for (std::size_t at = value.find(':'); at != std::string_view::npos;
       at = value.find(':', at + 1)) {
    if (value.substr(at + 1).find_first_not_of(kBlanks) != 0) return false;
  }
  const std::size_t comment = value.find(" #");
  return comment == std::string_view::npos || value.find('\n', comment) == std::string_view::npos;
}

// Single quotes know no escapes, and fold lines just as a plain value does.
std::string in_quotes(std::string_view value) {
  std::string out = "'";
  for (const char c : value) out.append(c == '\'' ? 2 : 1, c);
  return out + '\'';
}

}  // namespace

Rescued quote_plain_values(std::string_view yaml) {
  Rescued rescued;
  std::size_t line = 1;
  for (std::size_t at = 0; at < yaml.size();) {
    const std::string_view first_line = line_at(yaml, at);
    const std::size_t end = value_end(yaml, at + first_line.size());
    std::string entry(yaml.substr(at, end - at));
    const std::size_t begin = value_offset(first_line);
    if (begin != std::string_view::npos) {
      const std::size_t length = entry.find_last_not_of(kBlanks) + 1 - begin;
      const std::string value = entry.substr(begin, length);
      if (is_plain(value) && !is_readable(value)) {
        rescued.values.push_back({entry.substr(0, entry.find(':')), {line, begin + 1}});
        entry.replace(begin, length, in_quotes(value));
      }
    }
    rescued.yaml += entry;
    line += static_cast<std::size_t>(std::count(entry.begin(), entry.end(), '\n'));
    at = end;
  }
  return rescued;
}

}  // namespace muster::skill
