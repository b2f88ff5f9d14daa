// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RCU_RCU_H
#define MUSTER_RCU_RCU_H

#if defined(__SANITIZE_THREAD__)
#define MUSTER_TSAN
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define MUSTER_TSAN
#endif
#endif

// Inlines the read lock: 2 ns instead of 11. ThreadSanitizer cannot follow its fences, so there the
// functions of the library are called and the one edge that matters is spelled out.
#ifndef MUSTER_TSAN
#define _LGPL_SOURCE
#endif
// liburcu is C, so its thread_local needs no check whether it was initialised, which C++ would make
// at each use.
#include <urcu/tls-compat.h>
#undef URCU_TLS_STORAGE_CLASS
#define URCU_TLS_STORAGE_CLASS __thread
#include <urcu/urcu-memb.h>
#ifdef MUSTER_TSAN
#include <sanitizer/tsan_interface.h>
#endif

/// The seam to userspace RCU (liburcu, flavour memb). Terms are RCU's own: a reader is inside a
/// read-side section; synchronize() waits for a grace period, in which every section that had begun
/// has ended.
///
/// Threads: any thread may be a reader at once. memb ignores a thread that it does not know in
/// silence,
///          so a section first sees to it that its thread is registered; a thread that the seam
///          registered is unregistered when it ends, one that the program registered is left alone.
namespace muster::rcu {

namespace detail {
#ifdef MUSTER_TSAN
inline char grace_end = 0;  // only its address is used
[[nodiscard]] bool is_registered() noexcept;
#else
[[nodiscard]] inline bool is_registered() noexcept { return URCU_TLS(urcu_memb_reader).registered; }
#endif
void register_thread() noexcept;
}  // namespace detail

/// A read-side section. Keep it to the lookup: it holds back every grace period while it lives.
/// Sections nest. Cost: 2 ns, no write to memory that threads share.
class Section {
 public:
  Section() noexcept {
    if (!detail::is_registered()) [[unlikely]]
      detail::register_thread();
    urcu_memb_read_lock();
  }
  ~Section() {
#ifdef MUSTER_TSAN
    __tsan_release(&detail::grace_end);
#endif
    urcu_memb_read_unlock();
  }
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;
};

/// Waits for a grace period. Never inside a Section of this thread. Cost: from 45 us up.
inline void synchronize() {
  urcu_memb_synchronize_rcu();
#ifdef MUSTER_TSAN
  __tsan_acquire(&detail::grace_end);
#endif
}

}  // namespace muster::rcu

#endif
