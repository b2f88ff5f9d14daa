// SPDX-License-Identifier: Apache-2.0
#include "files/beneath.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdint>
#include <muster/failure.hpp>
#include <system_error>

#include "shared/quoted.h"

namespace files {
namespace {

[[noreturn]] void refuse(const std::string& subject, int number) {
  const std::string quoted = shared::quoted(subject) + ' ';
  switch (number) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
      throw muster::Failure("not_found", "there is no " + quoted + "below the root");
    case EXDEV:
      throw muster::Failure("outside", quoted + "leads out of the root by a symbolic link");
    case ELOOP:
      throw muster::Failure("not_followed",
                            quoted + "is or leads through a link that is not followed");
    case EACCES:
    case EPERM:
      throw muster::Failure("denied", quoted + "may not be read by this host");
    default:
      throw muster::Failure("failed",
                            quoted + "cannot be read: " + std::generic_category().message(number));
  }
}

[[noreturn]] void refuse_without_proc(const std::string& subject) {
  throw muster::Failure("failed",
                        shared::quoted(subject) + " cannot be read: this host runs without /proc");
}

std::string link_of(int descriptor) { return "/proc/self/fd/" + std::to_string(descriptor); }

// The C library has no function for it. -1 and errno: nothing found.
int openat2(int root, const char* path, std::uint64_t resolve = 0) {
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | resolve;
  // The kernel asks to try again where somebody renamed a folder on the way.
  constexpr int kAttempts = 32;
  for (int attempt = 1;; ++attempt) {
    const auto number = static_cast<int>(::syscall(SYS_openat2, root, path, &how, sizeof how));
    if (number >= 0 || (errno != EAGAIN && errno != EINTR) || attempt == kAttempts) return number;
  }
}

Found with_status(Descriptor descriptor) noexcept {
  Found found{std::move(descriptor)};
  if (found.descriptor && ::fstat(found.descriptor.get(), &found.status) != 0) found = Found{};
  return found;
}

// Where an open file lies, as the kernel knows it.
std::string place_of(int descriptor, const std::string& subject) {
  std::string place(PATH_MAX, '\0');
  const ssize_t length = ::readlink(link_of(descriptor).c_str(), place.data(), place.size());
  if (length < 0 && errno == ENOENT) refuse_without_proc(subject);
  if (length < 0) refuse(subject, errno);
  place.resize(static_cast<std::size_t>(length));
  return place;
}

}  // namespace

Found find_beneath(int root, const Path& path) {
  Found found = with_status(Descriptor(openat2(root, path.text().c_str())));
  if (found.descriptor) return found;
  const int number = errno;
  // EPERM: what the filters of containers answer to a system call that they do not know.
  if (number == ENOSYS || number == EPERM) return find_beneath_stepwise(root, path);
  refuse(path.text(), number);
}

Found find_visible_beneath(int root, const Path& path) {
  // A path without links leads where it says, and takes one call.
  Found plain = with_status(Descriptor(openat2(root, path.text().c_str(), RESOLVE_NO_SYMLINKS)));
  if (plain.descriptor) return plain;
  Found found = find_beneath(root, path);
  std::string folder = place_of(root, path.text());
  if (!folder.ends_with('/')) folder += '/';
  const std::string place = place_of(found.descriptor.get(), path.text()) + '/';
  if (!place.starts_with(folder)) refuse(path.text(), EXDEV);
  if (Path(place.substr(folder.size())).is_hidden()) {
    throw muster::Failure(
        "hidden", shared::quoted(path.text()) + " leads by a symbolic link to what is hidden");
  }
  return found;
}

Found find_beneath_stepwise(int root, const Path& path) {
  Found at = find_in(root, ".");
  for (const std::string& part : path.parts()) {
    if (!at.descriptor) break;
    at = find_in(at.descriptor.get(), part);
    if (at.descriptor && S_ISLNK(at.status.st_mode)) refuse(path.text(), ELOOP);
  }
  if (!at.descriptor) refuse(path.text(), errno);
  return at;
}

Found find_in(int folder, const std::string& name) noexcept {
  return with_status(Descriptor(::openat(folder, name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC)));
}

Descriptor open_file(const Found& found, const std::string& subject) {
  if (!S_ISREG(found.status.st_mode)) {
    throw muster::Failure("not_a_file", shared::quoted(subject) + " is a " +
                                            name_of_type(found.status.st_mode) + ", not a file");
  }
  // By its number: what lies at its path may be another one by now.
  Descriptor file(::open(link_of(found.descriptor.get()).c_str(),
                         O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file && errno == ENOENT) refuse_without_proc(subject);
  if (!file) refuse(subject, errno);
  return file;
}

Descriptor open_folder(const Found& found, const std::string& subject) {
  if (!S_ISDIR(found.status.st_mode)) {
    throw muster::Failure(
        "not_a_folder",
        shared::quoted(subject) + " is a " + name_of_type(found.status.st_mode) + ", not a folder");
  }
  Descriptor folder(
      ::openat(found.descriptor.get(), ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder) refuse(subject, errno);
  return folder;
}

const char* name_of_type(mode_t mode) noexcept {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return "file";
    case S_IFDIR:
      return "folder";
    case S_IFLNK:
      return "link";
    case S_IFIFO:
      return "fifo";
    case S_IFSOCK:
      return "socket";
    default:
      return "device";
  }
}

}  // namespace files
