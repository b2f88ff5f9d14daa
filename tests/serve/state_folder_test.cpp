// SPDX-License-Identifier: Apache-2.0
#include "serve/state_folder.h"

#include <doctest/doctest.h>

namespace muster::serve {
namespace {

TEST_CASE("a state folder that was named counts") {
  const Environment environment{.xdg_state_home = "/home/a/.local/state"};
  CHECK(state_folder("here", "blue", environment) == "here");
}

TEST_CASE("each host has a state folder of its own below the user's") {
  const Environment environment{.xdg_state_home = "/home/a/.local/state",
                                .var_muster_is_writable = true};
  CHECK(state_folder("", "blue", environment) == "/home/a/.local/state/muster/blue");
}

TEST_CASE("a host of a user without a home remembers below /var/lib/muster, if it may") {
  CHECK(state_folder("", "blue", {.var_muster_is_writable = true}) == "/var/lib/muster/blue");
  CHECK(state_folder("", "blue", {}).empty());
}

}  // namespace
}  // namespace muster::serve
