// SPDX-License-Identifier: Apache-2.0
#include "base/beneath.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <optional>
#include <string_view>
#include <utility>

#include "base/codes.h"
#include "base/text.h"

namespace muster {
namespace {

// The C library has no function for it. -1 and errno: no file.
int openat2(int folder, const char* name) {
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  for (int attempt = 0;; ++attempt) {
    const auto fd = static_cast<int>(::syscall(SYS_openat2, folder, name, &how, sizeof how));
    // Somebody renamed a folder while the kernel stepped back through a "..".
    constexpr int kAttempts = 16;
    const bool again = fd < 0 && (errno == EAGAIN || errno == EINTR) && attempt < kAttempts;
    if (!again) return fd;
  }
}

// What a symbolic link says; nothing: the name is none.
std::optional<std::string> target_of(int folder, const std::string& name) {
  std::string target(PATH_MAX, '\0');
  const ssize_t size = ::readlinkat(folder, name.c_str(), target.data(), target.size());
  if (size < 0) return std::nullopt;
  target.resize(static_cast<std::size_t>(size));
  return escaped(target);
}

Error not_found(int folder, const std::string& name, const std::string& subject, int number) {
  const auto target = target_of(folder, name);
  if (number == EXDEV && target) {
    return error(
        codes::file_link_outside, subject,
        fmt::format("is a symbolic link to {}, which {}", *target,
                    target->starts_with('/') ? "begins with / and so leads out of the folder"
                                             : "leads out of the folder"));
  }
  if (number == EXDEV) {
    return error(codes::file_link_outside, subject,
                 "a symbolic link on the way to it leads out of the folder, or begins with /");
  }
  if (number == ELOOP) {
    return error(codes::file_link_broken, subject,
                 "the symbolic links on the way to it go in a circle");
  }
  if (number == ENOENT && target) {
    return error(codes::file_link_broken, subject,
                 fmt::format("is a symbolic link that leads nowhere: there is no {}", *target));
  }
  return file_error(subject, "find", number);
}

}  // namespace

Result<UniqueFd> find_beneath(const std::string& folder, const std::string& name) {
  const UniqueFd opened(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!opened) return tl::unexpected(file_error(folder, "find", errno));
  return find_beneath(opened.get(), name,
                      folder.ends_with('/') ? folder + name : folder + '/' + name);
}

Result<UniqueFd> find_beneath(int folder, const std::string& name, const std::string& subject) {
  UniqueFd found(openat2(folder, name.c_str()));
  if (found) return found;
  const int number = errno;
  // EPERM: what containers' filters answer for a system call that they do not know.
  if (number == ENOSYS || number == EPERM) return find_beneath_stepwise(folder, name, subject);
  return tl::unexpected(not_found(folder, name, subject, number));
}

Result<FileContent> read_beneath(int folder, const std::string& name, std::size_t max_bytes,
                                 const std::string& subject) {
  const auto found = find_beneath(folder, name, subject);
  if (!found) return tl::unexpected(found.error());
  // Looked at before it is opened: to open a FIFO or a device is felt at its other end.
  struct stat status {};
  if (::fstat(found->get(), &status) != 0) {
    return tl::unexpected(file_error(subject, "look at", errno));
  }
  if (!S_ISREG(status.st_mode)) return tl::unexpected(not_regular_error(subject, status.st_mode));
  return read_file(fmt::format("/proc/self/fd/{}", found->get()), max_bytes, subject);
}

Result<UniqueFd> find_beneath_stepwise(int folder, const std::string& name,
                                       const std::string& subject) {
  UniqueFd at;
  std::string_view rest = name;
  do {
    const std::string part(rest.substr(0, rest.find('/')));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part.empty() || part == "..") {
      return tl::unexpected(error(codes::file_link_outside, subject,
                                  "its name leads out of the folder, or begins with /"));
    }
    UniqueFd next(::openat(at ? at.get() : folder, part.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!next || ::fstat(next.get(), &status) != 0) {
      return tl::unexpected(file_error(subject, "find", errno));
    }
    if (S_ISLNK(status.st_mode)) {
      return tl::unexpected(error(codes::file_link_outside, subject,
                                  "there is a symbolic link on the way to it, and this system "
                                  "cannot say where it leads (no openat2)",
                                  "put the file itself there"));
    }
    at = std::move(next);
  } while (!rest.empty());
  return at;
}

}  // namespace muster
