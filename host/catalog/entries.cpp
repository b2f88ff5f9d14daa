// SPDX-License-Identifier: Apache-2.0
#include "catalog/entries.h"

#include <dirent.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/open_folder.h"
#include "catalog/codes.h"
#include "plugin/bundle.h"

namespace muster::catalog {
namespace {

Error unreadable(const std::string& path, std::string_view verb, int error_number) {
  return error(
      codes::root_unreadable, path,
      fmt::format("it cannot be {}: {}", verb, std::generic_category().message(error_number)));
}

Entry::Type type_of(const dirent& entry, const std::string& folder) {
  if (entry.d_type == DT_DIR) return Entry::Type::folder;
  if (entry.d_type == DT_LNK) return Entry::Type::link;
  if (entry.d_type != DT_UNKNOWN) return Entry::Type::other;
  struct stat status {};  // a file system that does not list types
  if (::lstat(joined(folder, entry.d_name).c_str(), &status) != 0) return Entry::Type::other;
  return S_ISDIR(status.st_mode)   ? Entry::Type::folder
         : S_ISLNK(status.st_mode) ? Entry::Type::link
                                   : Entry::Type::other;
}

}  // namespace

Result<std::vector<Entry>> entries_in(const std::string& folder, std::size_t folders_most) {
  const OpenFolder opened(::opendir(folder.c_str()));
  if (!opened && errno == ENOENT) {
    return tl::unexpected(error(codes::root_missing, folder, "there is no such folder"));
  }
  if (!opened) return tl::unexpected(unreadable(folder, "listed", errno));
  std::vector<Entry> entries;
  std::size_t folders = 0;
  while (folders <= folders_most) {
    errno = 0;
    const dirent* const entry = ::readdir(opened.get());
    if (entry == nullptr && errno != 0) return tl::unexpected(unreadable(folder, "listed", errno));
    if (entry == nullptr) break;
    if (plugin::is_left_out(entry->d_name)) continue;
    entries.push_back({entry->d_name, type_of(*entry, folder)});
    if (entries.back().may_be_folder()) ++folders;
  }
  std::ranges::sort(entries, {}, &Entry::name);
  return entries;
}

Result<std::optional<struct stat>> status_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 || ::lstat(path.c_str(), &status) == 0) return status;
  if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
  return tl::unexpected(unreadable(path, "looked at", errno));
}

Result<bool> is_folder(const std::string& path) {
  const auto status = status_of(path);
  if (!status) return tl::unexpected(status.error());
  return *status && S_ISDIR((*status)->st_mode);
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.ends_with('/') ? folder + name : folder + '/' + name;
}

}  // namespace muster::catalog
