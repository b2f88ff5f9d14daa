// SPDX-License-Identifier: Apache-2.0
#include "base/poll_loop.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <string>
#include <thread>

#include "base/manual_clock.h"

namespace muster {
namespace {

using namespace std::chrono_literals;

TEST_CASE("timers run in the order of their moments, once each, when time has come") {
  ManualClock clock;
  PollLoop loop(clock);
  std::string ran;
  loop.at(clock.now() + 20ms, [&] { ran += 'b'; });
  loop.at(clock.now() + 10ms, [&] { ran += 'a'; });
  loop.turn();
  CHECK(ran.empty());
  clock.advance(10ms);
  loop.turn();
  CHECK(ran == "a");
  clock.advance(1h);
  loop.turn();
  loop.turn();
  CHECK(ran == "ab");
}

TEST_CASE("a cancelled timer does not run, and cancelling one that ran is harmless") {
  ManualClock clock;
  PollLoop loop(clock);
  int ran = 0;
  const auto first = loop.at(clock.now(), [&] { ++ran; });
  const auto second = loop.at(clock.now(), [&] { ran += 10; });
  loop.cancel(second);
  loop.turn();
  loop.cancel(first);
  CHECK(ran == 1);
}

TEST_CASE("a timer may set the next one") {
  ManualClock clock;
  PollLoop loop(clock);
  int ran = 0;
  loop.at(clock.now(), [&] {
    ++ran;
    loop.at(clock.now() + 1ms, [&] { ++ran; });
  });
  loop.turn();
  CHECK(ran == 1);
  clock.advance(1ms);
  loop.turn();
  CHECK(ran == 2);
}

TEST_CASE("posted work runs in order on the loop's thread, and stop ends it") {
  const SystemClock clock;
  PollLoop loop(clock);
  std::string ran;
  std::thread::id where;
  std::thread thread([&] { loop.run(); });
  const std::thread::id expected = thread.get_id();
  loop.post([&] { ran += 'a'; });
  loop.post([&] {
    ran += 'b';
    where = std::this_thread::get_id();
    loop.stop();
  });
  thread.join();
  CHECK(ran == "ab");
  CHECK(where == expected);
}

TEST_CASE("a descriptor is told when it is readable, until it is unwatched") {
  ManualClock clock;
  PollLoop loop(clock);
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const UniqueFd in(ends[0]);
  const UniqueFd out(ends[1]);
  int told = 0;
  loop.watch(in.get(), [&] { ++told; });
  loop.turn();
  CHECK(told == 0);
  REQUIRE(::write(out.get(), "x", 1) == 1);
  loop.turn();
  loop.turn();  // still readable
  CHECK(told == 2);
  loop.unwatch(in.get());
  loop.turn();
  CHECK(told == 2);
}

}  // namespace
}  // namespace muster
