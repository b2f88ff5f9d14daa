// SPDX-License-Identifier: Apache-2.0
#include "files/path.h"

#include <algorithm>
#include <muster/failure.hpp>

#include "shared/quoted.h"

namespace files {
namespace {

[[noreturn]] void refuse(std::string_view path, const char* why) {
  throw muster::Failure("outside", shared::quoted(path) + ' ' + why +
                                       ": a path goes from the root downwards, such as a/b");
}

}  // namespace

Path::Path(std::string_view text) {
  if (text.starts_with('/')) refuse(text, "begins with /");
  if (text.find('\0') != std::string_view::npos) refuse(text, "has a zero byte");
  for (std::string_view rest = text; !rest.empty();) {
    const auto part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    if (part == "..") refuse(text, "has a ..");
    if (part.empty() || part == ".") continue;
    parts_.emplace_back(part);
    if (!text_.empty()) text_ += '/';
    text_ += part;
  }
  if (text_.empty()) text_ += '.';
}

bool Path::is_hidden() const noexcept {
  return std::ranges::any_of(parts_,
                             [](const std::string& part) { return files::is_hidden(part); });
}

std::string joined(std::string_view folder, std::string_view name) {
  if (folder == ".") return std::string(name);
  return std::string(folder) + '/' + std::string(name);
}

}  // namespace files
