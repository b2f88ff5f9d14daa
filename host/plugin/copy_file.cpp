// SPDX-License-Identifier: Apache-2.0
#include "plugin/copy_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <span>
#include <system_error>
#include <vector>

#include "base/codes.h"
#include "base/file.h"
#include "base/text.h"
#include "base/unique_fd.h"
#include "plugin/codes.h"
#include "plugin/permissions.h"

namespace muster::plugin {
namespace {

bool is_own_program(const struct stat& status) {
  static const struct stat own = [] {
    struct stat program {};
    ::stat("/proc/self/exe", &program);
    return program;
  }();
  return own.st_dev == status.st_dev && own.st_ino == status.st_ino;
}

// Whether the file is one to be copied, from its status alone.
std::optional<Error> why_refused(const struct stat& status, const std::string& path,
                                 std::uint64_t max_bytes, Permissions permissions) {
  if (!S_ISREG(status.st_mode)) return not_regular_error(path, status.st_mode);
  if (is_own_program(status)) {
    return error(codes::file_own_program, path, "is the program of this host");
  }
  if (auto untrusted = why_untrusted(path, status, permissions)) return untrusted;
  if (static_cast<std::uint64_t>(status.st_size) > max_bytes) {
    return error(muster::codes::file_too_large, path,
                 fmt::format("is {} bytes long; the limit is {}", status.st_size, max_bytes));
  }
  return std::nullopt;
}

int write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace

Result<CopiedFile> copy_file(int seen, const std::string& path, const std::string& to,
                             std::uint64_t max_bytes, Permissions permissions) {
  const auto unreadable = [&](std::string_view verb) {
    return tl::unexpected(file_error(path, verb, errno));
  };
  struct stat status {};
  if (::fstat(seen, &status) != 0) return unreadable("look at");
  if (auto refusal = why_refused(status, path, max_bytes, permissions)) {
    return tl::unexpected(std::move(*refusal));
  }
  const UniqueFd in(
      ::open(fmt::format("/proc/self/fd/{}", seen).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!in) return unreadable("open");
  const UniqueFd out(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!out) return tl::unexpected(staging_error(path, to, errno));

  CopiedFile copied{.stamp = Stamp::of(status), .read_at_ns = Stamp::now_ns()};
  Sha256Stream hash;
  constexpr std::uint64_t kBufferBytesMax = 256 * 1024;
  // One byte more than it claims, so that a small file takes one read, and its growth shows.
  std::vector<std::byte> buffer(std::min(copied.stamp.size + 1, kBufferBytesMax));
  std::uint64_t size = 0;
  // A file that grows for ever is left once it is larger than it claimed.
  while (size <= copied.stamp.size) {
    const ssize_t count = ::read(in.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable("read");
    if (count == 0) break;
    const auto piece = std::span(buffer).first(static_cast<std::size_t>(count));
    hash.add(piece);
    if (const int number = write_all(out.get(), piece); number != 0) {
      return tl::unexpected(staging_error(path, to, number));
    }
    size += piece.size();
  }
  copied.hash = hash.finish();

  if (::fstat(in.get(), &status) != 0) return unreadable("look at");
  if (size != copied.stamp.size || Stamp::of(status) != copied.stamp) {
    return tl::unexpected(
        error(codes::file_changing, path, "changed while it was read: it is still being written"));
  }
  return copied;
}

Error staging_error(const std::string& path, const std::string& to, int error_number) {
  const std::string folder = to.substr(0, to.rfind('/'));
  std::string why = std::generic_category().message(error_number);
  struct statvfs disk {};
  if (error_number == ENOSPC && ::statvfs(folder.c_str(), &disk) == 0) {
    why += fmt::format(" ({} bytes and {} inodes are free)", disk.f_bavail * disk.f_frsize,
                       disk.f_favail);
  }
  return error(codes::staging_failed, path,
               fmt::format("cannot write its private copy to {}: {}", escaped(folder), why));
}

}  // namespace muster::plugin
