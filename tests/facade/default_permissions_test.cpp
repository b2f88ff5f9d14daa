// SPDX-License-Identifier: Apache-2.0
#include "facade/default_permissions.h"

#include <doctest/doctest.h>

namespace muster {
namespace {

TEST_CASE("who is not root and no service accepts what the user's own group may write") {
  CHECK(facade::default_permissions(1000, 77, "") == Permissions::user);
}

TEST_CASE("root accepts only what nobody else may write") {
  CHECK(facade::default_permissions(0, 77, "") == Permissions::strict);
}

TEST_CASE("a process that systemd started accepts only what nobody else may write") {
  CHECK(facade::default_permissions(1000, 77, "77") == Permissions::strict);
}

TEST_CASE("what a service started in turn is no service") {
  CHECK(facade::default_permissions(1000, 78, "77") == Permissions::user);
  CHECK(facade::default_permissions(1000, 78, "no number") == Permissions::user);
}

TEST_CASE("each mode of permissions has the name that options take") {
  CHECK(name_of(Permissions::strict) == "strict");
  CHECK(name_of(Permissions::user) == "user");
  CHECK(name_of(Permissions::off) == "off");
}

}  // namespace
}  // namespace muster
