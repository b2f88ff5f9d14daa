// SPDX-License-Identifier: Apache-2.0
#include "base/timestamp.h"

#include <doctest/doctest.h>

namespace muster {
namespace {

using namespace std::chrono;

TEST_CASE("a timestamp is UTC with milliseconds") {
  const sys_days day = 2026y / November / 20;
  CHECK(timestamp(day + 22h + 10min + 25s + 125'999us) == "2026-11-20T22:10:25.125Z");
  CHECK(timestamp(sys_days(1970y / January / 1)) == "1970-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace muster
