// SPDX-License-Identifier: Apache-2.0
#include "probe/tape.h"

#include <doctest/doctest.h>

#include <string>

namespace muster::probe {
namespace {

TEST_CASE("a tape tells how far a worker is") {
  Tape tape;
  tape.rewind(4);
  CHECK(tape.begun() == 4);
  CHECK(tape.ended() == 4);
  const TimePoint now{std::chrono::hours(1)};
  tape.begin(now);
  CHECK(tape.begun() == 5);
  CHECK(tape.clock() == now);
  CHECK(tape.stage() == Stage::loading);
  tape.enter(Stage::registering);
  CHECK(tape.stage() == Stage::registering);
  tape.start_clock(now + std::chrono::seconds(1));
  CHECK(tape.clock() == now + std::chrono::seconds(1));
  tape.end("first");
  CHECK(tape.ended() == 5);
  CHECK(tape.lines() == "first\n");
}

TEST_CASE("a tape names the agent that is opened or closed, and no other one later") {
  Tape tape;
  tape.rewind(0);
  tape.begin({});
  tape.enter(Stage::opening, "tally");
  CHECK(name_of(tape.stage(), tape.agent()) == "in the `open` of tally");
  tape.enter(Stage::closing, std::string(100, 'x'));
  CHECK(tape.agent() == std::string(64, 'x'));
  tape.enter(Stage::unloading);
  CHECK(tape.agent().empty());
  CHECK(name_of(tape.stage(), tape.agent()) == "while its destructors ran");
}

TEST_CASE("a tape that is wound back has no lines, and is at no stage of the library before") {
  Tape tape;
  tape.rewind(0);
  tape.begin({});
  tape.enter(Stage::closing);
  tape.end("first");
  tape.rewind(1);
  CHECK(tape.stage() == Stage::loading);
  CHECK(tape.lines().empty());
  CHECK(tape.ended() == 1);
}

TEST_CASE("a tape says in time that it has no room, and never writes beyond its end") {
  Tape tape;
  tape.rewind(0);
  const std::string line(std::size_t{1} << 20, 'x');
  std::size_t lines = 0;
  for (; tape.has_room(); ++lines) {
    tape.begin({});
    tape.end(line);
  }
  CHECK(lines > 8);
  CHECK(tape.ended() == lines);
  const std::string huge(std::size_t{5} << 20, 'x');
  tape.end(huge);
  CHECK(tape.ended() == lines);
}

TEST_CASE("every stage has a name") {
  for (const Stage stage :
       {Stage::loading, Stage::registering, Stage::opening, Stage::closing, Stage::unloading}) {
    CHECK_FALSE(name_of(stage, "tally").empty());
  }
  CHECK(name_of(static_cast<Stage>(77), "tally") == "at an unknown stage");
}

}  // namespace
}  // namespace muster::probe
