// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_status.h"

#include <doctest/doctest.h>

#include "cli/codes.h"
#include "plugin/codes.h"
#include "serve/codes.h"

namespace muster::cli {
namespace {

int number(const Code& code) { return static_cast<int>(exit_status(error(code, "x", "y"))); }

TEST_CASE("an error ends the program with the status that scripts know it by") {
  CHECK(number(codes::usage) == 2);
  CHECK(number(serve::codes::socket_no_host) == 4);
  CHECK(number(serve::codes::socket_broken) == 4);
  CHECK(number(serve::codes::config_unknown_key) == 5);
  CHECK(number(serve::codes::config_root_missing) == 5);
  CHECK(number(serve::codes::config_socket_path) == 5);
  CHECK(number(serve::codes::socket_denied) == 5);
  CHECK(number(serve::codes::socket_folder) == 5);
  CHECK(number(plugin::codes::staging_unavailable) == 5);
  CHECK(number(serve::codes::socket_taken) == 6);
  CHECK(number(codes::not_live) == 1);
}

TEST_CASE("whatever went wrong in a call, the operation failed") {
  for (const Kind kind : {Kind::invalid, Kind::not_found, Kind::unavailable, Kind::overloaded,
                          Kind::timeout, Kind::cancelled, Kind::failed}) {
    CHECK(exit_status({kind, "call.any", "", "", "", ""}) == ExitStatus::failed);
  }
}

}  // namespace
}  // namespace muster::cli
