// SPDX-License-Identifier: Apache-2.0
#include "plugin/line_limit.h"

#include <doctest/doctest.h>

namespace muster::plugin {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kStart{1h};

// How many of so many lines pass.
int passing(LineLimit& limit, int lines, TimePoint now) {
  int passed = 0;
  for (int i = 0; i < lines; ++i) passed += limit.pass(now) ? 1 : 0;
  return passed;
}

}  // namespace

TEST_CASE("a hundred lines of a second pass") {
  LineLimit limit;
  CHECK(passing(limit, 60, kStart) == 60);
  CHECK(passing(limit, 60, kStart + 999ms) == 40);
  CHECK(passing(limit, 101, kStart + 1s) == 100);
}

TEST_CASE("the first line that passes says how many did not") {
  LineLimit limit;
  CHECK(passing(limit, 107, kStart) == 100);
  CHECK(limit.pass(kStart + 1s) == 7);
  CHECK(limit.pass(kStart + 1s) == 0);
  CHECK(limit.take_dropped() == 0);
}

}  // namespace muster::plugin
