// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLOCK_DURATION_H
#define MUSTER_CLOCK_DURATION_H

#include <chrono>
#include <string>
#include <string_view>

#include "clock/instant.h"

namespace clock_agent {

/// The time from one instant to another; negative where the second is the earlier one.
struct Difference {
  std::chrono::seconds seconds{0};
  std::chrono::nanoseconds fraction{0};  ///< of the same sign, less than a second
};

[[nodiscard]] Difference difference(const Instant& start, const Instant& end);

/// In "milliseconds", "seconds", "minutes", "hours", "days" of 24 hours or "weeks".
[[nodiscard]] double in_unit(const Difference& difference, std::string_view unit);

/// ISO 8601, in days of 24 hours: "P1DT2H3M4.5S", "-PT90S" is "-PT1M30S", "PT0S".
[[nodiscard]] std::string write(const Difference& difference);

}  // namespace clock_agent

#endif
