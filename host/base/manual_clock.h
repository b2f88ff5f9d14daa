// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_MANUAL_CLOCK_H
#define MUSTER_BASE_MANUAL_CLOCK_H

#include <atomic>

#include "base/clock.h"

namespace muster {

/// Time that stands still until a test moves it.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(TimePoint start = TimePoint(std::chrono::hours(1)))
      : now_(start.time_since_epoch()) {}

  [[nodiscard]] TimePoint now() const override { return TimePoint(now_.load()); }
  [[nodiscard]] std::chrono::system_clock::time_point wall() const override {
    return std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(now_.load()));
  }
  void advance(std::chrono::nanoseconds by) { now_ = now_.load() + by; }

 private:
  std::atomic<TimePoint::duration> now_;
};

}  // namespace muster

#endif
