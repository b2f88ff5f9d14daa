// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_GATE_H
#define MUSTER_PLUGIN_GATE_H

#include <atomic>
#include <cstdint>

namespace muster::plugin {

/// How many calls are inside of an agent, and whether others wait. While any do, every place is
/// taken: who leaves hands his to the first of them (WaitingCalls), and nobody overtakes.
///
/// Threads: any; the second half under the lock of WaitingCalls.
/// Cost:    a compare-exchange each.
class Gate {
 public:
  /// False: no place is free, or others came before.
  [[nodiscard]] bool try_enter(std::uint32_t places) noexcept {
    std::uint64_t seen = state_.load(std::memory_order_relaxed);
    while ((seen & kWaited) == 0 && seen / kCall < places) {
      // Acquire: pairs with the releases of those who left. The calls of a serialised agent see
      // what the calls before them did.
      if (state_.compare_exchange_weak(seen, seen + kCall, std::memory_order_acquire,
                                       std::memory_order_relaxed)) {
        return true;
      }
    }
    return false;
  }
  /// False: somebody waits for the place.
  [[nodiscard]] bool try_leave() noexcept {
    std::uint64_t seen = state_.load(std::memory_order_relaxed);
    while ((seen & kWaited) == 0) {
      if (state_.compare_exchange_weak(seen, seen - kCall, std::memory_order_release,
                                       std::memory_order_relaxed)) {
        return true;
      }
    }
    return false;
  }

  /// True: it is inside. False: from now on neither function above succeeds.
  [[nodiscard]] bool enter_or_close(std::uint32_t places) noexcept {
    std::uint64_t seen = state_.load(std::memory_order_relaxed);
    for (;;) {
      const bool has_place = seen / kCall < places;
      const std::uint64_t next = has_place ? seen + kCall : seen | kWaited;
      if (state_.compare_exchange_weak(seen, next, std::memory_order_acquire,
                                       std::memory_order_relaxed)) {
        return has_place;
      }
    }
  }
  /// Nobody waits any more.
  void reopen() noexcept { state_.fetch_and(~kWaited, std::memory_order_relaxed); }

 private:
  static constexpr std::uint64_t kWaited = 1;
  static constexpr std::uint64_t kCall = 2;

  std::atomic<std::uint64_t> state_{0};
};

}  // namespace muster::plugin

#endif
