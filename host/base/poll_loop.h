// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_POLL_LOOP_H
#define MUSTER_BASE_POLL_LOOP_H

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/unique_fd.h"

namespace muster {

/// One thread's events: descriptors that become readable, moments that come, work from other
/// threads.
///
/// Threads:  post() and stop() from any; everything else on the thread that runs it, or before it
/// runs. Lifetime: descriptors stay their owner's; unwatch before closing one.
class PollLoop {
 public:
  using Timer =
      std::pair<TimePoint, std::uint64_t>;  ///< moment, and a number that tells equals apart

  explicit PollLoop(const Clock& clock);

  void watch(int fd, std::function<void()> readable);
  void unwatch(int fd);

  Timer at(TimePoint moment, std::function<void()> due);
  /// A timer that has run, or was cancelled, is left alone.
  void cancel(const Timer& timer);

  void post(std::function<void()> work);
  void stop();

  /// Until stop().
  void run();
  /// Runs what is posted, due and readable now; does not wait.
  void turn();

 private:
  void step(int timeout_ms);
  [[nodiscard]] int timeout_ms() const;

  const Clock& clock_;
  UniqueFd wake_;  // eventfd
  std::map<int, std::function<void()>> readers_;
  std::map<Timer, std::function<void()>> timers_;
  std::uint64_t next_timer_ = 0;

  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;  // guarded by mutex_
  bool stopped_ = false;                       // guarded by mutex_
};

}  // namespace muster

#endif
