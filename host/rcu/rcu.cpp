// SPDX-License-Identifier: Apache-2.0
#include "rcu/rcu.h"

#include <chrono>
#include <thread>

namespace muster::rcu {
namespace {

// Sections take nanoseconds, unless their thread has lost its processor.
constexpr int kYields = 100;
constexpr std::chrono::microseconds kPause{50};

void wait_until_past(const detail::Reader& reader, std::uint64_t epoch) noexcept {
  for (int i = 0;; ++i) {
    // Acquire: pairs with the releases in Section.
    const std::uint64_t began = reader.epoch.load(std::memory_order_acquire);
    if (began == 0 || began >= epoch) return;
    if (i < kYields) {
      std::this_thread::yield();
    } else {
      std::this_thread::sleep_for(kPause);
    }
  }
}

}  // namespace

void synchronize() noexcept {
  const std::uint64_t epoch = detail::current_epoch.fetch_add(1, std::memory_order_acq_rel) + 1;
  // A section that is not seen from here on, because its thread joined or entered it later, began
  // after its thread's barrier and so finds what was published before this one.
  detail::heavy_barrier();
  for (const detail::Reader* reader = detail::first_reader(); reader != nullptr;
       reader = reader->next) {
    wait_until_past(*reader, epoch);
  }
}

}  // namespace muster::rcu
