// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RCU_BARRIER_H
#define MUSTER_RCU_BARRIER_H

#include <atomic>

/// A memory barrier of which one side, the one that is passed often, costs nothing: the other side
/// has the kernel run one on every processor that runs a thread of this process. Where the kernel
/// does not (before 4.14, or a filter of system calls forbids it from the beginning), both sides
/// cost a fence.
namespace muster::rcu::detail {

/// Whether the kernel does not. Only join() and heavy_barrier() come before the first answer.
inline constinit std::atomic<bool> is_fence_needed{true};

/// Asks the kernel once, which takes milliseconds in a program of several threads.
void register_for_barriers() noexcept;

void fence() noexcept;

inline void light_barrier() noexcept {
  std::atomic_signal_fence(std::memory_order_seq_cst);  // for the compiler
  if (is_fence_needed.load(std::memory_order_relaxed)) [[unlikely]]
    fence();
}

/// Either what another thread did before its light_barrier() is seen after this, or that thread
/// sees after it what was done before this.
void heavy_barrier() noexcept;

}  // namespace muster::rcu::detail

#endif
