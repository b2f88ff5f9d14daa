// SPDX-License-Identifier: Apache-2.0
#include "package/path.h"

#include <fmt/format.h>

#include <cstddef>

#include "base/text.h"
#include "skill/listing.h"
#include "skill/unicode.h"

namespace muster::package {
namespace {

constexpr std::size_t kPartBytes = 255;  // the longest name that Linux file systems take

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string part_fault(std::string_view part) {
  if (part == "..") return "leads upwards";
  if (part.empty() || part == ".") return "has an empty part, or one that is a dot";
  if (part.size() > kPartBytes) return fmt::format("has a part of over {} bytes", kPartBytes);
  // A repository runs programs of its own, and a skill's list of files has neither.
  const std::string folded = skill::case_folded(part);
  if (folded == ".git" || folded == "node_modules") {
    return fmt::format("lies in a {}, which no skill has", folded);
  }
  return {};
}

}  // namespace

std::string path_fault(std::string_view path) {
  if (path.empty()) return "is empty";
  if (find_not_utf8(path)) return "is not UTF-8";
  if (escaped(path) != path) return "has control characters";
  if (path.front() == '/') return "begins with a slash";
  if (path.find('\\') != std::string_view::npos) return "has a backslash";
  if (path.size() > 1 && path[1] == ':' && is_letter(path[0])) return "begins with a drive letter";
  for (std::size_t depth = 0;; ++depth) {
    const std::string_view part = path.substr(0, path.find('/'));
    if (std::string fault = part_fault(part); !fault.empty()) return fault;
    if (part.size() == path.size()) return {};
    if (depth > skill::kFolderDepth) {  // one more than in a skill: the package's top folder
      return fmt::format("lies more than {} folders deep", skill::kFolderDepth);
    }
    path.remove_prefix(part.size() + 1);
  }
}

std::string folder_fault(std::string_view name) {
  if (name.find('/') != std::string_view::npos) return "has a slash";
  if (name.starts_with('.')) return "begins with a dot";
  return path_fault(name);
}

}  // namespace muster::package
