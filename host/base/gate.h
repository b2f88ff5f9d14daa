// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_GATE_H
#define MUSTER_BASE_GATE_H

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>

#include "base/clock.h"

namespace muster {

/// Lets one call at a time into an agent that is not concurrent. A flag and a condition rather than
/// a std::timed_mutex, whose timed lock g++ 12's ThreadSanitizer does not see.
///
/// Threads: any.
class Gate {
 public:
  /// False: the deadline came, or the stop was requested, while another call was inside.
  [[nodiscard]] bool enter(TimePoint deadline, std::stop_token stop) {
    std::unique_lock lock(mutex_);
    if (!left_.wait_until(lock, std::move(stop), deadline, [this] { return !is_taken_; })) {
      return false;
    }
    is_taken_ = true;
    return true;
  }

  void leave() {
    {
      const std::lock_guard lock(mutex_);
      is_taken_ = false;
    }
    left_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any left_;
  bool is_taken_ = false;  // guarded by mutex_
};

}  // namespace muster

#endif
