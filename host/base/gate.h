// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_GATE_H
#define MUSTER_BASE_GATE_H

#include <chrono>
#include <mutex>

namespace muster {

/// Lets one call at a time into an agent that is not concurrent.
///
/// Threads: any. Leave on the thread that entered.
class Gate {
 public:
  /// False: the deadline came first.
  [[nodiscard]] bool enter(std::chrono::steady_clock::time_point deadline) {
    if (deadline == std::chrono::steady_clock::time_point::max()) {
      mutex_.lock();
      return true;
    }
    return mutex_.try_lock_until(deadline);
  }
  void leave() { mutex_.unlock(); }

 private:
  std::timed_mutex mutex_;
};

}  // namespace muster

#endif
