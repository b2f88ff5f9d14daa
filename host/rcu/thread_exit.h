// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RCU_THREAD_EXIT_H
#define MUSTER_RCU_THREAD_EXIT_H

#include <pthread.h>

namespace muster::rcu {

/// Runs a function when a thread that asked for it ends. A pthread key and not a thread_local
/// object: a user's own thread_local may be destroyed after ours and still look something up, and
/// then asks again; keys are served in several rounds.
///
/// Threads:  arm() on the thread in question.
/// Lifetime: make it static and never destroy it: threads may end after main().
class ThreadExit {
 public:
  explicit ThreadExit(void (*run)(void*));
  ThreadExit(const ThreadExit&) = delete;
  ThreadExit& operator=(const ThreadExit&) = delete;

  /// `argument` is not null.
  void arm(void* argument) const;

 private:
  pthread_key_t key_{};
};

}  // namespace muster::rcu

#endif
