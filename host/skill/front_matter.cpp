// SPDX-License-Identifier: Apache-2.0
#include "skill/front_matter.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "skill/codes.h"

namespace muster::skill {
namespace {

// The line that `rest` begins with, without its end; `rest` moves past it.
std::string_view next_line(std::string_view& rest) {
  const std::size_t length = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, length);
  rest.remove_prefix(std::min(length + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Result<FrontMatter> split(std::string_view text, std::string_view file) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::string_view rest = text;
  if (next_line(rest) != "---") {
    return tl::unexpected(error(codes::no_front_matter, fmt::format("{}:1:1", file),
                                "the file must start with front matter"));
  }
  const std::string_view inner = rest;
  while (!rest.empty()) {
    const std::size_t end = inner.size() - rest.size();
    if (next_line(rest) == "---") return FrontMatter{inner.substr(0, end), rest};
  }
  return tl::unexpected(error(codes::unclosed_front_matter, fmt::format("{}:1:1", file),
                              "the front matter is not properly closed"));
}

}  // namespace muster::skill
