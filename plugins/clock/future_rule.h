// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLOCK_FUTURE_RULE_H
#define MUSTER_CLOCK_FUTURE_RULE_H

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace clock_agent {

/// What a zone's clocks show over that of Greenwich, and what people call it ("CET", "+03").
struct Offset {
  std::chrono::seconds seconds{0};
  std::string abbreviation;
};

/// The rule by which a zone goes on after the last change that its table has: the last line of a
/// file of tzdata, such as CET-1CEST,M3.5.0,M10.5.0/3 (POSIX's TZ, with the hours of RFC 8536).
class FutureRule {
 public:
  /// Nothing for what is no such line. Days of the year (J60, 59) are not understood: tzdata has
  /// none.
  [[nodiscard]] static std::optional<FutureRule> parse(std::string_view line);

  [[nodiscard]] const Offset& at(std::chrono::sys_seconds time) const;

  /// A moment of each year: "the last Sunday of March, 02:00".
  struct Change {
    std::chrono::month month;
    unsigned week = 0;  ///< 5: the last
    std::chrono::weekday weekday;
    std::chrono::seconds clock{7200};

    [[nodiscard]] std::chrono::local_seconds in(std::chrono::year year) const;
  };

 private:
  Offset standard_;
  Offset summer_;
  std::optional<Change> start_;  // of summer time; without one, it is never summer
  std::optional<Change> end_;
};

}  // namespace clock_agent

#endif
