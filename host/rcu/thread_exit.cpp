// SPDX-License-Identifier: Apache-2.0
#include "rcu/thread_exit.h"

#include <new>

namespace muster::rcu {

ThreadExit::ThreadExit(void (*run)(void*)) {
  // Fails for want of memory or of keys (1,024 a process); neither can be mended by a caller.
  if (pthread_key_create(&key_, run) != 0) throw std::bad_alloc();
}

void ThreadExit::arm(void* argument) const {
  if (pthread_setspecific(key_, argument) != 0) throw std::bad_alloc();
}

}  // namespace muster::rcu
