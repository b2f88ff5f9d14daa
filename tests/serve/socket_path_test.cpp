// SPDX-License-Identifier: Apache-2.0
#include "serve/socket_path.h"

#include <doctest/doctest.h>

namespace muster::serve {
namespace {

TEST_CASE("the socket is the first that is said, set or usual") {
  Environment all{.muster_socket = "/m.sock",
                  .xdg_runtime_dir = "/run/user/7",
                  .xdg_data_home = {},
                  .program_folder = {},
                  .run_muster_is_writable = true,
                  .user = 7};
  CHECK(socket_path("/given.sock", "default", all) == "/given.sock");
  CHECK(socket_path("", "default", all) == "/m.sock");
  CHECK(socket_path("", "blue", all) == "/run/user/7/muster/blue.sock");
  all.muster_socket.clear();
  CHECK(socket_path("", "blue", all) == "/run/user/7/muster/blue.sock");
  all.xdg_runtime_dir.clear();
  CHECK(socket_path("", "blue", all) == "/run/muster/blue.sock");
  all.run_muster_is_writable = false;
  CHECK(socket_path("", "blue", all) == "/tmp/muster-7/blue.sock");
}

TEST_CASE("a path over 107 bytes is refused with the fix") {
  CHECK(socket_path(std::string(107, 'x'), "default", {}));
  const auto refused = socket_path(std::string(108, 'x'), "default", {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "config.socket_path");
  CHECK(refused.error().hint == "name a shorter one with --socket");
}

TEST_CASE("a host's name cannot lead out of the folder") {
  for (const std::string& name : {std::string(), std::string("../x"), std::string(".x"),
                                  std::string("a b"), std::string(65, 'a'), std::string("-x")}) {
    CAPTURE(name);
    const auto refused = socket_path("", name, {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "config.host_name");
  }
}

}  // namespace
}  // namespace muster::serve
