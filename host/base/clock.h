// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_CLOCK_H
#define MUSTER_BASE_CLOCK_H

#include <chrono>

namespace muster {

using TimePoint = std::chrono::steady_clock::time_point;

/// `moment` + `by`, but never beyond the end of time, which means "no deadline".
[[nodiscard]] constexpr TimePoint later(TimePoint moment, std::chrono::nanoseconds by) noexcept {
  return by > TimePoint::max() - moment ? TimePoint::max() : moment + by;
}

/// Where time comes from: the machine, or a test.
///
/// Threads: any.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual TimePoint now() const = 0;
  [[nodiscard]] virtual std::chrono::system_clock::time_point wall() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return std::chrono::steady_clock::now(); }
  [[nodiscard]] std::chrono::system_clock::time_point wall() const override {
    return std::chrono::system_clock::now();
  }
};

}  // namespace muster

#endif
