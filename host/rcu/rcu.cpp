// SPDX-License-Identifier: Apache-2.0
// Knows liburcu's reader state under every sanitizer, so it does not include rcu/rcu.h, which asks
// for the out-of-line functions under ThreadSanitizer.
#define _LGPL_SOURCE
#include <urcu/urcu-memb.h>

#include "rcu/thread_exit.h"

namespace muster::rcu::detail {

bool is_registered() noexcept { return URCU_TLS(urcu_memb_reader).registered; }

void register_thread() noexcept {
  static const ThreadExit exit([](void*) {
    // A program that registered this thread too, after us, has aborted by then; one that
    // unregistered it has done our work.
    if (is_registered()) urcu_memb_unregister_thread();
  });
  urcu_memb_register_thread();
  exit.arm(&URCU_TLS(urcu_memb_reader));
}

}  // namespace muster::rcu::detail
