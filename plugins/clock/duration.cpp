// SPDX-License-Identifier: Apache-2.0
#include "clock/duration.h"

#include <algorithm>
#include <array>

namespace clock_agent {
namespace {

using namespace std::chrono;

// ".25", or nothing.
std::string digits_of(nanoseconds fraction) {
  if (fraction == nanoseconds(0)) return {};
  std::string digits = std::to_string(fraction.count());
  digits.insert(0, 9 - digits.size(), '0');
  digits.erase(digits.find_last_not_of('0') + 1);
  return '.' + digits;
}

}  // namespace

Difference difference(const Instant& start, const Instant& end) {
  Difference difference{end.second - start.second, end.fraction - start.fraction};
  constexpr seconds kSecond{1};
  if (difference.seconds > seconds(0) && difference.fraction < nanoseconds(0)) {
    difference = {difference.seconds - kSecond, difference.fraction + kSecond};
  } else if (difference.seconds < seconds(0) && difference.fraction > nanoseconds(0)) {
    difference = {difference.seconds + kSecond, difference.fraction - kSecond};
  }
  return difference;
}

double in_unit(const Difference& difference, std::string_view unit) {
  struct Unit {
    std::string_view name;
    double seconds;
  };
  constexpr std::array kUnits{Unit{"minutes", 60}, Unit{"hours", 3600}, Unit{"days", 86'400},
                              Unit{"weeks", 604'800}};
  const auto whole = static_cast<double>(difference.seconds.count());
  const auto fraction = static_cast<double>(difference.fraction.count());
  if (unit == "milliseconds") return whole * 1e3 + fraction / 1e6;
  const double in_seconds = whole + fraction / 1e9;
  const auto* const found = std::ranges::find(kUnits, unit, &Unit::name);
  return found == kUnits.end() ? in_seconds : in_seconds / found->seconds;
}

std::string write(const Difference& difference) {
  const seconds size = abs(difference.seconds);
  const nanoseconds fraction = abs(difference.fraction);
  const auto whole_days = floor<days>(size);
  const hh_mm_ss clock(size - whole_days);
  std::string date;
  std::string time;
  const auto add = [](std::string& to, std::int64_t count, char unit) {
    if (count != 0) to += std::to_string(count) + unit;
  };
  add(date, whole_days.count(), 'D');
  add(time, clock.hours().count(), 'H');
  add(time, clock.minutes().count(), 'M');
  if (clock.seconds() != seconds(0) || fraction != nanoseconds(0) ||
      (date.empty() && time.empty())) {
    time += std::to_string(clock.seconds().count()) + digits_of(fraction) + 'S';
  }
  const bool is_negative = difference.seconds < seconds(0) || difference.fraction < nanoseconds(0);
  return (is_negative ? "-P" : "P") + date + (time.empty() ? "" : "T" + time);
}

}  // namespace clock_agent
