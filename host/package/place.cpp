// SPDX-License-Identifier: Apache-2.0
#include "package/place.h"

#include <fcntl.h>
#include <stdio.h>  // renameat2

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "package/codes.h"
#include "package/files.h"

namespace muster::package {
namespace {

namespace fs = std::filesystem;

int rename(const std::string& from, const std::string& to, unsigned int flags) {
  return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0 ? 0 : errno;
}

// The same in several steps. What was there before goes where the new came from.
int rename_step_by_step(const std::string& from, const std::string& to, bool replace) {
  std::error_code none;
  const bool is_taken = fs::exists(fs::symlink_status(to, none));
  if (is_taken && !replace) return EEXIST;
  if (!is_taken) return rename(from, to, 0);
  const std::string aside = from + "~";
  if (const int number = rename(to, aside, 0); number != 0) return number;
  if (const int number = rename(from, to, 0); number != 0) {
    static_cast<void>(rename(aside, to, 0));
    return number;
  }
  return rename(aside, from, 0);
}

}  // namespace

Result<void> put_in_place(const std::string& from, const std::string& to, Replace replace) {
  std::error_code none;
  const fs::file_status there = fs::symlink_status(to, none);
  const bool is_for_file = replace == Replace::file && fs::exists(there);
  if (is_for_file && !fs::is_regular_file(there)) {
    return tl::unexpected(error(codes::not_replaced, escaped(to), "is there, and is no file"));
  }
  // Without a flag a file still takes the place of no folder.
  int number = rename(from, to, is_for_file ? 0 : RENAME_NOREPLACE);
  const bool is_for_folder = replace == Replace::folder;
  if (number == EEXIST && is_for_folder) number = rename(from, to, RENAME_EXCHANGE);
  // NFS and others know no such renames.
  if (number == EINVAL) number = rename_step_by_step(from, to, is_for_folder);
  if (number == 0) return {};
  if (number == EEXIST) {
    return tl::unexpected(error(codes::exists, escaped(to), "is there already"));
  }
  return tl::unexpected(unwritable(to, number));
}

}  // namespace muster::package
