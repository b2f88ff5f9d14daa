// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RCU_PINS_H
#define MUSTER_RCU_PINS_H

#include <atomic>
#include <cstdint>

#include "rcu/rcu.h"
#include "rcu/reader.h"

namespace muster::rcu {

/// Counts uses of one unit (a loaded library) without a write that threads share: each thread has
/// its own pair of counters a slot, {enter, leave}, that only it writes. A value: the number of the
/// slot, which lies where it is at hand when the unit was found.
///
/// Threads:  enter() and leave() on any thread, also each on another one. idle() and uses() on any.
/// Lifetime: that of the Pins it is from.
/// Cost:     1 ns each. A thread's first pin or section may map 2 MiB, of which it uses a page for
///           each 256 slots.
class PinSlot {
 public:
  PinSlot() = default;  ///< some other unit's
  explicit PinSlot(std::uint32_t number) noexcept : number_(number) {}
  [[nodiscard]] std::uint32_t number() const noexcept { return number_; }

  /// Of this thread, in which the unit was found.
  void enter(const Section& section) const noexcept {
    // Relaxed: the end of the section orders it (see idle()).
    count(section.reader_.pins[number_].enter, std::memory_order_relaxed);
  }
  /// Everything the pin's holder did happens before an idle() that sees it gone.
  void leave() const noexcept {
    // Release: pairs with the acquire in pins.cpp.
    count(detail::this_reader().pins[number_].leave, std::memory_order_release);
  }

  /// True: no pin is held, and if the unit could no longer be found when the last grace period
  /// began, none ever will be.
  [[nodiscard]] bool idle() const noexcept;
  /// Pins held now; exact only while none comes or goes.
  [[nodiscard]] std::uint64_t uses() const noexcept;

  friend bool operator==(PinSlot, PinSlot) = default;

 private:
  // Only this thread writes it, so a plain load and store will do.
  static void count(std::atomic<std::uint64_t>& counter, std::memory_order order) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + 1, order);
  }

  std::uint32_t number_ = 0;
};

/// Has a slot for itself, which is given out again once this is destroyed; destroy it idle.
class Pins {
 public:
  Pins();
  ~Pins();
  Pins(const Pins&) = delete;
  Pins& operator=(const Pins&) = delete;

  [[nodiscard]] PinSlot slot() const noexcept { return slot_; }

 private:
  PinSlot slot_;
};

}  // namespace muster::rcu

#endif
