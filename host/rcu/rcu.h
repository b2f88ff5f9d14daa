// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RCU_RCU_H
#define MUSTER_RCU_RCU_H

#include <atomic>
#include <cstdint>

#include "rcu/barrier.h"
#include "rcu/reader.h"

/// Read-copy-update by epochs. Terms are RCU's own: a reader is inside a read-side section;
/// synchronize() waits for a grace period, in which every section that had begun has ended.
///
/// Each thread has an epoch of its own: that in which its section began. A grace period begins a
/// new epoch and waits for those that are older. After K. Fraser, Practical lock-freedom (2004),
/// and the barrier of the kernel in place of the reader's as in liburcu (M. Desnoyers et al.,
/// User-Level Implementations of Read-Copy Update, 2012).
///
/// Threads: any thread may be a reader at once; its first section makes it known, its end forgets
///          it.
namespace muster::rcu {

namespace detail {
inline constinit std::atomic<std::uint64_t> current_epoch{1};
}

/// A read-side section. Keep it to the lookup: it holds back every grace period while it lives.
/// Sections nest. Cost: 1 ns, no write to memory that threads share.
class Section {
 public:
  Section() noexcept
      : reader_(detail::this_reader()), outer_(reader_.epoch.load(std::memory_order_relaxed)) {
    // Acquire: who is in an epoch sees what was published before it began. Release: who sees this
    // section sees all of the thread's last one, as its end would have it.
    if (outer_ == 0) [[likely]]
      reader_.epoch.store(detail::current_epoch.load(std::memory_order_acquire),
                          std::memory_order_release);
    detail::light_barrier();
  }
  ~Section() {
    // Release: pairs with the acquire in synchronize(). What the section read is not freed before.
    reader_.epoch.store(outer_, std::memory_order_release);
  }
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;

 private:
  friend class PinSlot;

  detail::Reader& reader_;
  const std::uint64_t outer_;  // 0: this is the outermost one
};

/// Waits for a grace period. Never inside a Section of this thread. Cost: a few us, where several
/// processors run threads of this process some tens, and the longest section.
void synchronize() noexcept;

}  // namespace muster::rcu

#endif
