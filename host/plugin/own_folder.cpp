// SPDX-License-Identifier: Apache-2.0
#include "plugin/own_folder.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/file.h"

namespace muster::plugin {
namespace {

std::string reason(int number) { return std::generic_category().message(number); }

// Makes a folder and those on the way that are missing, for this user alone.
int make_folders(const std::string& path) {
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    if (::mkdir(path.substr(0, slash).c_str(), 0700) != 0 && errno != EEXIST) return errno;
    if (slash == std::string::npos) return 0;
  }
}

}  // namespace

tl::expected<void, std::string> make_own_folder(const std::string& path) {
  if (const int number = make_folders(path); number != 0) return tl::unexpected(reason(number));
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return tl::unexpected(reason(errno));
  if (!S_ISDIR(status.st_mode)) {
    return tl::unexpected(fmt::format("is {}", file_type_name(status.st_mode)));
  }
  if (status.st_uid != ::geteuid()) {
    return tl::unexpected(fmt::format("belongs to user {}, not to {}", status.st_uid, ::geteuid()));
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return tl::unexpected(
        fmt::format("is writable by others (mode {:04o})", status.st_mode & 07777));
  }
  return {};
}

}  // namespace muster::plugin
