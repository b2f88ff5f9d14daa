// SPDX-License-Identifier: Apache-2.0
#include "rcu/pins.h"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include "rcu/rcu.h"

namespace muster::rcu {
namespace {

TEST_SUITE_BEGIN("rcu");

TEST_CASE("a slot is idle until somebody enters and again when all have left") {
  const Pins owner;
  const PinSlot slot = owner.slot();
  CHECK(slot.idle());
  slot.enter(Section());
  slot.enter(Section());
  slot.leave();
  CHECK_FALSE(slot.idle());
  CHECK(slot.uses() == 1);
  slot.leave();
  CHECK(slot.idle());
}

TEST_CASE("a pin may be left on another thread than it was entered on") {
  const Pins owner;
  const PinSlot slot = owner.slot();
  slot.enter(Section());
  std::thread([&] { slot.leave(); }).join();
  CHECK(slot.idle());
}

TEST_CASE("a pin outlives the thread that entered it") {
  const Pins owner;
  const PinSlot slot = owner.slot();
  std::thread([&] { slot.enter(Section()); }).join();
  std::thread([] {  // takes the block over
    const Pins other;
    other.slot().enter(Section());
    other.slot().leave();
  })
      .join();
  CHECK(slot.uses() == 1);
  slot.leave();
  CHECK(slot.idle());
}

TEST_CASE("slots do not share counters") {
  const std::array<Pins, 600> units;  // several pages of counters
  for (std::size_t i = 0; i < units.size(); i += 2) units[i].slot().enter(Section());
  for (std::size_t i = 0; i < units.size(); ++i) CHECK(units[i].slot().idle() == (i % 2 == 1));
  for (std::size_t i = 0; i < units.size(); i += 2) units[i].slot().leave();
}

TEST_CASE("a slot number that is used again begins idle") {
  {
    const Pins first;
    first.slot().enter(Section());
    first.slot().leave();
  }
  const Pins again;
  CHECK(again.slot().idle());
}

TEST_CASE("a pin that is passed from thread to thread is never missed") {
  // One pin is always held: each step enters before it leaves. idle() must never see a moment
  // without.
  const Pins owner;
  const PinSlot slot = owner.slot();
  slot.enter(Section());
  std::atomic<bool> stop = false;
  std::atomic<int> turn = 0;
  std::atomic<int> steps = 0;
  const auto pass_on = [&](int mine) {
    while (!stop) {
      if (turn != mine) {
        std::this_thread::yield();
        continue;
      }
      slot.enter(Section());
      slot.leave();
      turn = 1 - mine;
      ++steps;
    }
  };
  std::thread one(pass_on, 0);
  std::thread other(pass_on, 1);
  bool missed = false;
  while (steps < 20'000) missed = slot.idle() || missed;
  stop = true;
  one.join();
  other.join();
  CHECK_FALSE(missed);
  slot.leave();
  CHECK(slot.idle());
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::rcu
