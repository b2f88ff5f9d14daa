// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RCU_PINS_H
#define MUSTER_RCU_PINS_H

#include <cstddef>
#include <cstdint>

namespace muster::rcu {

/// Counts uses of one unit (a loaded library) without a write that threads share: each thread has
/// its own pair of counters a slot, {enter, leave}, that only it writes.
///
/// Threads:  enter() and leave() on any thread, also each on another one. idle() and uses() on any.
/// Lifetime: the slot number is given out again once the object is destroyed; destroy it idle.
/// Cost:     2 ns each. A thread's first pin takes a mutex and may allocate 16 KB, its first pin of
/// each
///           64 slots 1 KB.
class PinSlot {
 public:
  PinSlot();
  ~PinSlot();
  PinSlot(const PinSlot&) = delete;
  PinSlot& operator=(const PinSlot&) = delete;

  /// Inside a read-side section in which the unit was found, or while holding another pin of it.
  void enter() const noexcept;
  /// Everything the pin's holder did happens before an idle() that sees it gone.
  void leave() const noexcept;

  /// True: no pin is held, and if the unit could no longer be found when the last grace period
  /// began, none ever will be.
  [[nodiscard]] bool idle() const noexcept;
  /// Pins held now; exact only while none comes or goes.
  [[nodiscard]] std::uint64_t uses() const noexcept;

 private:
  std::size_t slot_;
};

}  // namespace muster::rcu

#endif
