// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLOCK_INSTANT_H
#define MUSTER_CLOCK_INSTANT_H

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace clock_agent {

/// A point in time of the years 0000 to 9999, to the nanosecond.
struct Instant {
  std::chrono::sys_seconds second;
  std::chrono::nanoseconds fraction{0};  ///< less than a second, never negative
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

/// What a calendar and a clock on the wall show, anywhere.
struct WallTime {
  std::chrono::local_seconds second;
  std::chrono::nanoseconds fraction{0};
};

/// A time as callers write it, RFC 3339: with an offset it is an instant, without one the time on a
/// wall.
struct WrittenTime {
  WallTime wall;
  std::optional<std::chrono::minutes> offset;  ///< east of Greenwich
};

/// Reads 2026-11-21T07:00:00.25+01:00, with T or a blank, Z or an offset or nothing, and up to nine
/// digits of a second. Throws muster::Failure, bad_time, which says what is wrong.
[[nodiscard]] WrittenTime read_time(std::string_view text);

/// RFC 3339 with 0, 3, 6 or 9 digits of a second, as many as are needed. Throws
/// muster::Failure, bad_time, for what is of another year there.
[[nodiscard]] std::string write(const Instant& instant, std::chrono::minutes offset);
[[nodiscard]] std::string write(const WallTime& time);
/// +01:00, -09:30
[[nodiscard]] std::string write(std::chrono::minutes offset);

}  // namespace clock_agent

#endif
