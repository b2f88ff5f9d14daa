// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_MANUAL_CLOCK_H
#define MUSTER_TESTS_SUPPORT_MANUAL_CLOCK_H

#include "base/clock.h"

namespace muster::test {

/// Time that stands still until a test moves it.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return now_; }
  [[nodiscard]] std::chrono::system_clock::time_point wall() const override {
    return std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(now_.time_since_epoch()));
  }
  void advance(std::chrono::nanoseconds by) { now_ += by; }

 private:
  TimePoint now_{std::chrono::hours(1)};
};

}  // namespace muster::test

#endif
