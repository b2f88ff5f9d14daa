// SPDX-License-Identifier: Apache-2.0
#include "base/counted.h"

#include <doctest/doctest.h>

namespace muster {
namespace {

TEST_CASE("one of a thing is singular, none and many are plural") {
  CHECK(counted(0, "agent") == "0 agents");
  CHECK(counted(1, "agent") == "1 agent");
  CHECK(counted(2, "agent") == "2 agents");
}

}  // namespace
}  // namespace muster
