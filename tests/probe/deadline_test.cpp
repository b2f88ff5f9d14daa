// SPDX-License-Identifier: Apache-2.0
#include "probe/deadline.h"

#include <doctest/doctest.h>

namespace muster::probe {
namespace {

using namespace std::chrono_literals;
using Opening = plugin::Prober::Opening;

// A library that has begun at `start`, and may take 2 s, or 5 s for what comes from its opening on.
struct Fixture {
  const TimePoint start{1h};
  plugin::ProbeRequest request{
      .patience = 2s, .opening = Opening::tentative, .open_patience = 5s, .tasks = {}};
  Tape tape;
  Deadline deadline{request, tape, start};

  Fixture() {
    tape.rewind(0);
    tape.begin(start);
  }
  [[nodiscard]] auto left(TimePoint now) { return deadline.left(tape.begun(), now); }
};

TEST_CASE_FIXTURE(Fixture, "a library has its time from the moment that it begins") {
  CHECK(left(start + 500ms) == 1500ms);
  CHECK(left(start + 2s) <= 0ms);
}

TEST_CASE_FIXTURE(Fixture, "an opening has a time of its own, and all together have one") {
  tape.start_clock(start + 1s);
  tape.start_opening(start + 1s);
  tape.enter(Stage::opening, "first");
  CHECK(left(start + 2s) == 4s);
  tape.start_clock(start + 1s + 32 * 5s - 1s);
  CHECK(left(start + 1s + 32 * 5s - 1s) == 1s);
}

TEST_CASE_FIXTURE(Fixture, "a clock that the library put forward gives it no more time") {
  CHECK(left(start) == 2s);
  tape.start_clock(start + 24h);
  CHECK(left(start + 1s) == 2s);  // seen now
  CHECK(left(start + 3s) <= 0ms);
}

TEST_CASE_FIXTURE(Fixture, "time in which the whole machine stood still is not the library's") {
  deadline.woke(start + 2s, start + 3s);
  CHECK(left(start + 3s) <= 0ms);
  deadline.woke(start + 2s, start + 3s + 1ms);
  CHECK(left(start + 3s + 1ms) == 2s);
  CHECK(left(start + 5s + 1ms) <= 0ms);
}

TEST_CASE_FIXTURE(Fixture,
                  "after a standstill the agents that are opened have all their time anew") {
  tape.start_clock(start);
  tape.start_opening(start);
  tape.enter(Stage::opening, "first");
  const TimePoint thawed = start + 32 * 5s + 2s;
  CHECK(left(thawed) <= 0ms);
  deadline.woke(start + 5s, thawed);
  CHECK(left(thawed) == 5s);
}

}  // namespace
}  // namespace muster::probe
