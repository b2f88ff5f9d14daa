// SPDX-License-Identifier: Apache-2.0
#include "base/move_away.h"

#include <sched.h>

#include <cstddef>

namespace muster {

void move_away(pthread_t thread) noexcept {
  const int here = ::sched_getcpu();
  cpu_set_t all;
  if (here < 0 || ::sched_getaffinity(0, sizeof all, &all) != 0) return;
  cpu_set_t others = all;
  CPU_CLR(static_cast<std::size_t>(here), &others);
  if (::pthread_setaffinity_np(thread, sizeof others, &others) != 0) return;  // there is no other
  static_cast<void>(::pthread_setaffinity_np(thread, sizeof all, &all));
}

}  // namespace muster
