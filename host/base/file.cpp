// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "base/codes.h"
#include "base/unique_fd.h"

namespace muster {
std::string_view file_type_name(mode_t mode) noexcept {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return "a regular file";
    case S_IFDIR:
      return "a directory";
    case S_IFLNK:
      return "a symbolic link";
    case S_IFIFO:
      return "a FIFO";
    case S_IFSOCK:
      return "a socket";
    case S_IFCHR:
      return "a character device";
    case S_IFBLK:
      return "a block device";
    default:
      return "of an unknown type";
  }
}

Error file_error(std::string subject, std::string_view verb, int error_number) {
  const bool missing = error_number == ENOENT || error_number == ENOTDIR;
  const bool denied = error_number == EACCES || error_number == EPERM;
  const Code& code = missing  ? codes::file_missing
                     : denied ? codes::file_denied
                              : codes::file_unreadable;
  return error(
      code, std::move(subject),
      fmt::format("cannot {} it: {}", verb, std::generic_category().message(error_number)));
}

Error not_regular_error(std::string subject, mode_t mode) {
  return error(codes::file_not_regular, std::move(subject),
               fmt::format("is {}, not a regular file", file_type_name(mode)));
}

Result<FileContent> read_file(const std::string& path, std::size_t max_bytes, std::string subject) {
  struct stat status {};
  // O_NONBLOCK: a FIFO without a writer opens at once, to be refused below.
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (!fd) {
    const int number = errno;
    if (number == ENXIO && ::stat(path.c_str(), &status) == 0) {  // a socket, an absent device
      return tl::unexpected(not_regular_error(std::move(subject), status.st_mode));
    }
    return tl::unexpected(file_error(std::move(subject), "open", number));
  }

  FileContent content;
  content.read_at_ns = Stamp::now_ns();
  if (::fstat(fd.get(), &status) != 0)
    return tl::unexpected(file_error(std::move(subject), "read", errno));
  if (!S_ISREG(status.st_mode))
    return tl::unexpected(not_regular_error(std::move(subject), status.st_mode));
  content.stamp = Stamp::of(status);

  std::array<char, 16 * 1024> buffer;
  for (;;) {
    // One byte past the limit tells a file of just that size from a larger one.
    const std::size_t room = std::min(buffer.size(), max_bytes - content.bytes.size() + 1);
    const ssize_t count = ::read(fd.get(), buffer.data(), room);
    if (count == 0) return content;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return tl::unexpected(file_error(std::move(subject), "read", errno));
    content.bytes.append(buffer.data(), static_cast<std::size_t>(count));
    if (content.bytes.size() > max_bytes) {
      return tl::unexpected(error(codes::file_too_large, std::move(subject),
                                  fmt::format("is larger than {} bytes", max_bytes)));
    }
  }
}

Result<void> replace_file(const std::string& path, std::string_view bytes, std::string subject,
                          mode_t mode) {
  const std::string fresh = path + ".new";
  // What an earlier writer left there, unfinished, is not to lend its mode to this file.
  ::unlink(fresh.c_str());
  UniqueFd fd(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const auto failed = [&](int number) {
    ::unlink(fresh.c_str());
    return tl::unexpected(file_error(std::move(subject), "write", number));
  };
  if (!fd) return tl::unexpected(file_error(std::move(subject), "write", errno));
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fchmod(fd.get(), mode) != 0) return failed(errno);
  if (const int number = fd.close(); number != 0) return failed(number);
  if (::rename(fresh.c_str(), path.c_str()) != 0) return failed(errno);
  return {};
}

}  // namespace muster
