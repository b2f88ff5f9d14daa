// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_WORKER_THREAD_H
#define MUSTER_SERVE_WORKER_THREAD_H

#include <pthread.h>

#include <cstddef>
#include <functional>

namespace muster::serve {

/// A thread with the stack that agents may count on. Its end can be asked for without waiting: as
/// it ends it destroys the thread_local objects of agents, and their code may take its time.
///
/// Lifetime: the destructor waits for the end.
class WorkerThread {
 public:
  static constexpr std::size_t kStackBytes = std::size_t{1} << 20;

  /// Throws std::system_error where the system has no thread to spare.
  explicit WorkerThread(std::function<void()> work);
  ~WorkerThread();
  WorkerThread(const WorkerThread&) = delete;
  WorkerThread& operator=(const WorkerThread&) = delete;

  [[nodiscard]] bool has_ended();

 private:
  pthread_t thread_{};
  bool has_ended_ = false;
};

}  // namespace muster::serve

#endif
