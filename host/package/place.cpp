// SPDX-License-Identifier: Apache-2.0
#include "package/place.h"

#include <fcntl.h>
#include <stdio.h>   // renameat2
#include <stdlib.h>  // mkdtemp
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/text.h"
#include "base/unique_fd.h"
#include "package/codes.h"

namespace muster::package {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> unwritable(const std::string& path, int number) {
  return tl::unexpected(error(codes::unwritable, escaped(path),
                              "cannot be written: " + std::generic_category().message(number)));
}

// 0, or the system's error number.
int write_new(const std::string& path, const File& file) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                           file.is_executable ? 0777 : 0666));
  if (!fd) return errno;
  for (std::string_view rest = file.bytes; !rest.empty();) {
    const ssize_t written = ::write(fd.get(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

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

Draft::Draft(const std::string& parent) : parent_(parent), path_(parent + "/.muster-new-XXXXXX") {
  if (::mkdtemp(path_.data()) != nullptr) return;
  failure_ = errno;
  path_.clear();
}

Draft::~Draft() {
  std::error_code left;
  if (!path_.empty()) fs::remove_all(path_, left);
}

Result<std::string> Draft::write(const std::string& name, const std::vector<File>& files) {
  for (const File& file : files) {
    if (auto written = write({name + '/' + file.path, file.bytes, file.is_executable}); !written) {
      return written;
    }
  }
  return path_ + '/' + name;
}

Result<std::string> Draft::write(const File& file) {
  if (failure_ != 0) return unwritable(parent_, failure_);
  const std::string path = path_ + '/' + file.path;
  std::error_code failure;
  fs::create_directories(fs::path(path).parent_path(), failure);
  if (failure) return unwritable(file.path, failure.value());
  if (const int number = write_new(path, file); number != 0) return unwritable(file.path, number);
  return path;
}

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
  return unwritable(to, number);
}

}  // namespace muster::package
