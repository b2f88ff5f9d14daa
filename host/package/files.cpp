// SPDX-License-Identifier: Apache-2.0
#include "package/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <system_error>

#include "base/text.h"
#include "package/codes.h"
#include "package/path.h"
#include "skill/listing.h"
#include "skill/unicode.h"

namespace muster::package {
namespace {

bool is_skill_file(std::string_view path) {
  return std::ranges::find(skill::kSkillFileNames, path) != std::end(skill::kSkillFileNames);
}

tl::unexpected<Error> refused(const Code& code, const std::string& subject, std::string message) {
  return tl::unexpected(error(code, subject, std::move(message)));
}

}  // namespace

Error unwritable(const std::string& path, int number) {
  return error(codes::unwritable, escaped(path),
               "cannot be written: " + std::generic_category().message(number));
}

Result<void> Paths::add_file(const std::string& path) {
  if (++files_ > skill::kFilesMax) {
    return refused(codes::too_many_files, subject_,
                   fmt::format("has more than {} files", skill::kFilesMax));
  }
  return add(path, false);
}

Result<void> Paths::add_folder(const std::string& path) { return add(path, true); }

Result<void> Paths::add(const std::string& path, bool is_folder) {
  if (const std::string fault = path_fault(path); !fault.empty()) {
    return refused(codes::bad_path, subject_ + ": " + escaped(path), fault);
  }
  // The folders on the way to it, outermost first, and then the path itself.
  for (std::size_t end = 0; end != path.size();) {
    end = std::min(path.find('/', end + 1), path.size());
    const Spelled part{path.substr(0, end), is_folder || end != path.size()};
    const auto [found, is_new] = seen_.try_emplace(skill::case_folded(part.path), part);
    const Spelled& known = found->second;
    if (!is_new && !(part.is_folder && known.is_folder && known.path == part.path)) {
      return refused(codes::same_path, subject_ + ": " + path,
                     fmt::format("{} is there already, as {}", part.path, known.path));
    }
    if (is_new && part.is_folder && ++folders_ > skill::kFilesMax) {
      return refused(codes::too_many_files, subject_,
                     fmt::format("has more than {} folders", skill::kFilesMax));
    }
  }
  return {};
}

Result<std::vector<File>> without_top(std::vector<File> files, const std::string& subject) {
  const auto is_at_top = [](const File& file) { return is_skill_file(file.path); };
  if (std::ranges::any_of(files, is_at_top)) return files;
  const auto in_folder = [](const File& file) {
    const std::size_t slash = file.path.find('/');
    return slash != std::string::npos && is_skill_file(file.path.substr(slash + 1));
  };
  const auto first = std::ranges::find_if(files, in_folder);
  if (first == files.end()) {
    return refused(codes::no_skill, subject,
                   "has no SKILL.md, neither at its top nor in a folder there");
  }
  const std::string top = first->path.substr(0, first->path.find('/') + 1);
  for (File& file : files) {
    if (!file.path.starts_with(top)) {
      return refused(codes::several, subject,
                     fmt::format("has {} beside the folder {}", file.path, top));
    }
    file.path.erase(0, top.size());
  }
  return files;
}

}  // namespace muster::package
