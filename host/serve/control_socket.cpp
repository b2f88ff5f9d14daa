// SPDX-License-Identifier: Apache-2.0
#include "serve/control_socket.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/text.h"
#include "serve/codes.h"

namespace muster::serve {
namespace {

std::string system_text(int number) { return std::generic_category().message(number); }

tl::unexpected<Error> refused(const Code& code, const std::string& subject, std::string message) {
  return tl::unexpected(error(code, escaped(subject), std::move(message)));
}

// Whoever may write to the folder may put a host of his own in our place.
Result<void> require_private_folder(const std::string& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return refused(codes::socket_folder, folder, "cannot be made: " + system_text(errno));
  }
  struct stat link {};
  struct stat status {};
  if (::lstat(folder.c_str(), &link) != 0 || ::stat(folder.c_str(), &status) != 0) {
    return refused(codes::socket_folder, folder, system_text(errno));
  }
  if (!S_ISDIR(status.st_mode)) return refused(codes::socket_folder, folder, "is not a folder");
  const auto is_trusted = [](uid_t user) { return user == 0 || user == ::getuid(); };
  if (!is_trusted(link.st_uid) || !is_trusted(status.st_uid)) {
    return refused(codes::socket_folder, folder, fmt::format("belongs to user {}", status.st_uid));
  }
  if ((status.st_mode & S_IWOTH) != 0 && (status.st_mode & S_ISVTX) == 0) {
    return refused(codes::socket_folder, folder, "is writable by everyone");
  }
  return {};
}

sockaddr_un address_of(const std::string& path) noexcept {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(&address.sun_path, path.data(), std::min(path.size(), sizeof address.sun_path - 1));
  return address;
}

// bind and connect take every kind of address by this one type.
const sockaddr* generic(const sockaddr_un& address) noexcept {
  return static_cast<const sockaddr*>(static_cast<const void*>(&address));
}

bool is_answered(const std::string& path) {
  const UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_un address = address_of(path);
  // EAGAIN: somebody listens and is too busy to take one more.
  return ::connect(probe.get(), generic(address), sizeof address) == 0 || errno == EAGAIN;
}

}  // namespace

Result<ControlSocket> ControlSocket::claim(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (auto is_private = require_private_folder(folder); !is_private) {
    return tl::unexpected(std::move(is_private.error()));
  }

  const std::string lock_path = path + ".lock";
  UniqueFd lock(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock) return refused(codes::socket_failed, lock_path, system_text(errno));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return refused(codes::socket_taken, path, "another host listens here");
  }

  struct stat old {};
  if (::lstat(path.c_str(), &old) == 0) {
    if (!S_ISSOCK(old.st_mode)) {
      return refused(codes::socket_failed, path, "something that is not a socket is in its place");
    }
    if (is_answered(path)) return refused(codes::socket_taken, path, "another host listens here");
    ::unlink(path.c_str());
  }

  UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_un address = address_of(path);
  // The file takes its mode from the socket as it is when it is bound, so there is no moment in
  // which others could connect.
  if (!listener || ::fchmod(listener.get(), 0600) != 0 ||
      ::bind(listener.get(), generic(address), sizeof address) != 0 ||
      ::listen(listener.get(), SOMAXCONN) != 0) {
    return refused(codes::socket_failed, path, system_text(errno));
  }
  return ControlSocket(path, std::move(lock), std::move(listener));
}

ControlSocket::~ControlSocket() {
  if (listener_) ::unlink(path_.c_str());
}

}  // namespace muster::serve
