// SPDX-License-Identifier: Apache-2.0
#include "serve/control_socket.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>
#include <filesystem>

#include "support/temp_dir.h"

namespace muster::serve {
namespace {

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

// What a killed host leaves: a socket file that nobody listens on.
void leave_stale_socket(const std::string& path) {
  const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(&address.sun_path, path.data(), path.size());
  REQUIRE(::bind(fd.get(), static_cast<const sockaddr*>(static_cast<const void*>(&address)),
                 sizeof address) == 0);
}

TEST_CASE("the socket and the folder made for it are private, and the socket goes at the end") {
  const test::TempDir temp;
  const std::string path = temp / "made/host.sock";
  {
    const auto socket = ControlSocket::claim(path);
    REQUIRE(socket);
    CHECK(mode_of(path) == 0600);
    CHECK(mode_of(temp / "made") == 0700);
    CHECK((::fcntl(socket->listener(), F_GETFD) & FD_CLOEXEC) != 0);
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a second host on a live one's socket is refused and leaves it in place") {
  const test::TempDir temp;
  const std::string path = temp / "host.sock";
  const auto first = ControlSocket::claim(path);
  REQUIRE(first);
  const auto second = ControlSocket::claim(path);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == "socket.taken");
  CHECK(std::filesystem::exists(path));
}

TEST_CASE("a live listener is not replaced though it holds no lock") {
  const test::TempDir temp;
  const std::string path = temp / "host.sock";
  const auto first = ControlSocket::claim(path);
  REQUIRE(first);
  std::filesystem::remove(path + ".lock");
  const auto second = ControlSocket::claim(path);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == "socket.taken");
}

TEST_CASE("a stale socket is replaced") {
  const test::TempDir temp;
  const std::string path = temp / "host.sock";
  leave_stale_socket(path);
  CHECK(ControlSocket::claim(path));
}

TEST_CASE("a file that is no socket is never replaced") {
  const test::TempDir temp;
  const std::string path = temp.write("host.sock", "mine");
  const auto refused = ControlSocket::claim(path);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "socket.failed");
  CHECK(std::filesystem::file_size(path) == 4);
}

TEST_CASE("a folder that everyone may write to is refused") {
  const test::TempDir temp;
  const std::string folder = temp.make_folder("open");
  REQUIRE(::chmod(folder.c_str(), 0777) == 0);
  const auto refused = ControlSocket::claim(folder + "/host.sock");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "socket.folder");
  REQUIRE(::chmod(folder.c_str(), 01777) == 0);
  CHECK(ControlSocket::claim(folder + "/host.sock"));
}

}  // namespace
}  // namespace muster::serve
