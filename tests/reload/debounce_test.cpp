// SPDX-License-Identifier: Apache-2.0
#include "reload/debounce.h"

#include <doctest/doctest.h>

#include "base/manual_clock.h"

namespace muster::reload {
namespace {

using namespace std::chrono_literals;

TEST_SUITE_BEGIN("reload");

TEST_CASE("nothing is due before a change") { CHECK_FALSE(Debounce().due()); }

TEST_CASE("a change is due after a quiet while") {
  ManualClock clock;
  Debounce debounce;
  debounce.changed(clock.now());
  CHECK(debounce.due() == clock.now() + 150ms);
  clock.advance(100ms);
  debounce.changed(clock.now());
  CHECK(debounce.due() == clock.now() + 150ms);
}

TEST_CASE("a steady writer delays it by two seconds at most") {
  ManualClock clock;
  Debounce debounce;
  const TimePoint first = clock.now();
  for (int i = 0; i < 50; ++i) {
    debounce.changed(clock.now());
    clock.advance(100ms);
  }
  CHECK(debounce.due() == first + 2s);
}

TEST_CASE("after clear nothing is due") {
  ManualClock clock;
  Debounce debounce;
  debounce.changed(clock.now());
  debounce.clear();
  CHECK_FALSE(debounce.due());
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::reload
