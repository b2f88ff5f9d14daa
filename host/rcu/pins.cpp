// SPDX-License-Identifier: Apache-2.0
#include "rcu/pins.h"

#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include "rcu/barrier.h"

namespace muster::rcu {
namespace {

/// The slots of the process that are free: like the list of readers, state that threads share
/// whatever host they work for.
struct Slots {
  std::mutex mutex;
  std::vector<PinSlot> free;
  std::uint32_t next = 0;  // never given out so far
};

Slots& slots() {
  // Never destroyed: a unit may end after main() has returned.
  static Slots& instance = *std::make_unique<Slots>().release();
  return instance;
}

using Counter = std::atomic<std::uint64_t> detail::PinCounters::*;

std::uint64_t sum(std::uint32_t slot, Counter counter) noexcept {
  std::uint64_t total = 0;
  for (const detail::Reader* reader = detail::first_reader(); reader != nullptr;
       reader = reader->next) {
    // Acquire: pairs with the release in leave(). A counted leave makes the enters before it
    // visible, and the readers that they are counted in.
    total += (reader->pins[slot].*counter).load(std::memory_order_acquire);
  }
  return total;
}

}  // namespace

Pins::Pins() {
  detail::register_for_barriers();  // a kernel's grace period: not in somebody's first section
  Slots& all = slots();
  const std::lock_guard lock(all.mutex);
  if (!all.free.empty()) {
    slot_ = all.free.back();
    all.free.pop_back();
  } else {
    if (all.next == detail::kSlots) std::terminate();
    slot_ = PinSlot(all.next++);
  }
}

Pins::~Pins() {
  // The counters stay as they are: equal sums stay equal for the next owner.
  Slots& all = slots();
  const std::lock_guard lock(all.mutex);
  all.free.push_back(slot_);
}

bool PinSlot::idle() const noexcept {
  // Leaves first. The other way round, a pin that is passed on between the two sums to another
  // thread (enter there, leave here) would count its leave but not its enter, and a live pin would
  // be missed.
  const std::uint64_t leaves = sum(number_, &detail::PinCounters::leave);
  return leaves == sum(number_, &detail::PinCounters::enter);
}

std::uint64_t PinSlot::uses() const noexcept {
  const std::uint64_t leaves = sum(number_, &detail::PinCounters::leave);
  return sum(number_, &detail::PinCounters::enter) - leaves;
}

}  // namespace muster::rcu
