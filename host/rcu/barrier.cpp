// SPDX-License-Identifier: Apache-2.0
#include "rcu/barrier.h"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <exception>

namespace muster::rcu::detail {
namespace {

bool membarrier(int command) noexcept { return ::syscall(SYS_membarrier, command, 0, 0) == 0; }

}  // namespace

void register_for_barriers() noexcept {
  static const bool is_registered = membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
  is_fence_needed.store(!is_registered, std::memory_order_relaxed);
}

// Not atomic_thread_fence, which ThreadSanitizer does not know; what it has to know, it sees in the
// acquires and releases.
void fence() noexcept { __sync_synchronize(); }

void heavy_barrier() noexcept {
  register_for_barriers();
  if (is_fence_needed.load(std::memory_order_relaxed)) return fence();
  // It was registered: only a filter of system calls that came since can forbid it, and no fence
  // here makes up for those that the readers left out.
  if (!membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED)) std::terminate();
}

}  // namespace muster::rcu::detail
