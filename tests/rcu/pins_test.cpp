// SPDX-License-Identifier: Apache-2.0
#include "rcu/pins.h"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "rcu/rcu.h"

namespace muster::rcu {
namespace {

TEST_SUITE_BEGIN("rcu");

TEST_CASE("a slot is idle until somebody enters and again when all have left") {
  const PinSlot slot;
  CHECK(slot.idle());
  slot.enter();
  slot.enter();
  slot.leave();
  CHECK_FALSE(slot.idle());
  CHECK(slot.uses() == 1);
  slot.leave();
  CHECK(slot.idle());
}

TEST_CASE("a pin may be left on another thread than it was entered on") {
  const PinSlot slot;
  slot.enter();
  std::thread([&] { slot.leave(); }).join();
  CHECK(slot.idle());
}

TEST_CASE("a pin outlives the thread that entered it") {
  const PinSlot slot;
  std::thread([&] { slot.enter(); }).join();
  std::thread([] {  // takes the block over
    const PinSlot other;
    other.enter();
    other.leave();
  })
      .join();
  CHECK(slot.uses() == 1);
  slot.leave();
  CHECK(slot.idle());
}

TEST_CASE("slots do not share counters") {
  std::vector<std::unique_ptr<PinSlot>> slots;
  for (int i = 0; i < 200; ++i) slots.push_back(std::make_unique<PinSlot>());  // several chunks
  for (std::size_t i = 0; i < slots.size(); i += 2) slots[i]->enter();
  for (std::size_t i = 0; i < slots.size(); ++i) CHECK(slots[i]->idle() == (i % 2 == 1));
  for (std::size_t i = 0; i < slots.size(); i += 2) slots[i]->leave();
}

TEST_CASE("a slot number that is used again begins idle") {
  {
    const PinSlot first;
    first.enter();
    first.leave();
  }
  const PinSlot again;
  CHECK(again.idle());
}

TEST_CASE("a pin that is passed from thread to thread is never missed") {
  // One pin is always held: each step enters before it leaves. idle() must never see a moment
  // without.
  const PinSlot slot;
  slot.enter();
  std::atomic<bool> stop = false;
  std::atomic<int> turn = 0;
  std::atomic<int> steps = 0;
  const auto pass_on = [&](int mine) {
    while (!stop) {
      if (turn != mine) {
        std::this_thread::yield();
        continue;
      }
      slot.enter();
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
