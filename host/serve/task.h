// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_TASK_H
#define MUSTER_SERVE_TASK_H

#include <sys/eventfd.h>

#include <functional>
#include <thread>

#include "base/unique_fd.h"

namespace muster::serve {

/// Work on a thread of its own, whose end can be polled for beside signals.
///
/// Lifetime: the destructor waits for the work.
class Task {
 public:
  explicit Task(std::function<void()> work)
      : end_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        thread_([work = std::move(work), end = end_.get()] {
          work();
          ::eventfd_write(end, 1);
        }) {}
  ~Task() { thread_.join(); }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;

  /// Readable once the work is done.
  [[nodiscard]] int fd() const noexcept { return end_.get(); }

  [[nodiscard]] bool is_done() const noexcept {
    if (!done_) {
      eventfd_t count = 0;
      done_ = ::eventfd_read(end_.get(), &count) == 0;
    }
    return done_;
  }

 private:
  UniqueFd end_;
  mutable bool done_ = false;  // reading takes the count away
  std::thread thread_;
};

}  // namespace muster::serve

#endif
