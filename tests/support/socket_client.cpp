// SPDX-License-Identifier: Apache-2.0
#include "support/socket_client.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace muster::test {

UniqueFd connected_to(const std::string& path) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval patience{.tv_sec = 120, .tv_usec = 0};
  REQUIRE(::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQUIRE(path.size() < sizeof address.sun_path);
  std::memcpy(&address.sun_path, path.data(), path.size());
  REQUIRE(::connect(fd.get(), static_cast<const sockaddr*>(static_cast<const void*>(&address)),
                    sizeof address) == 0);
  return fd;
}

UniqueFd sent(const std::string& path, std::string_view bytes) {
  UniqueFd fd = connected_to(path);
  REQUIRE(::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0);
  return fd;
}

std::string answers_on(const UniqueFd& connection) {
  std::string answers;
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t size = ::read(connection.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR)
      continue;  // a read with a time limit, after a stop and a resume
    if (size <= 0) return answers;
    answers.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace muster::test
