// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RCU_READER_H
#define MUSTER_RCU_READER_H

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

/// What a thread that reads has for itself: only it writes there, whoever waits for it looks on.
///
/// Its variables must not be seen outside of the library they are linked into, which is built with
/// hidden visibility: two copies of this module in one process are two domains, each whole.
namespace muster::rcu::detail {

inline constexpr std::size_t kSlots = 131'072;  // twice what the kernel maps as it is set up

/// How often this thread began and ended to use a unit; see pins.h.
struct PinCounters {
  std::atomic<std::uint64_t> enter;
  std::atomic<std::uint64_t> leave;
};

/// Lies in fresh memory that is all zeros, of which only the pages that are used are there. Never
/// unmapped; a thread that ends leaves it to the next one, which counts on. So no pin is lost or
/// folded, and a section or a pin in a late destructor is as sound as any.
struct Reader {
  std::atomic<std::uint64_t> epoch;  ///< in which its section began; 0: it is in none
  std::atomic<bool> is_taken;        ///< by a thread
  Reader* next;                      ///< of the list; set once
  alignas(64) std::array<PinCounters, kSlots> pins;
};

/// This thread's; null before its first section or pin.
inline constinit thread_local Reader* own_reader = nullptr;

/// Gives this thread one until it ends.
[[gnu::noinline, gnu::cold]] Reader& join() noexcept;

[[nodiscard]] inline Reader& this_reader() noexcept {
  Reader* const own = own_reader;
  return own != nullptr ? *own : join();
}

/// All of the process, whatever host their threads work for; grows at this end.
[[nodiscard]] Reader* first_reader() noexcept;

}  // namespace muster::rcu::detail

#endif
