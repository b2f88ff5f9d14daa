// SPDX-License-Identifier: Apache-2.0
#include "clock/instant.h"

#include <cstdio>
#include <muster/failure.hpp>

#include "shared/quoted.h"

namespace clock_agent {
namespace {

using namespace std::chrono;

// Goes through the text of a time, and ends the call where it is not one.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : text_(text), rest_(text) {}

  int number(std::size_t digits, int least, int greatest, std::string_view what) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (i >= rest_.size() || !is_digit(rest_[i])) {
        refuse("the " + std::string(what) + " has to have " + std::to_string(digits) + " digits");
      }
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    if (value < least || value > greatest) {
      refuse("there is no " + std::string(what) + ' ' + std::to_string(value));
    }
    return value;
  }
  void literal(std::string_view any_of, std::string_view after) {
    if (!take(any_of)) {
      refuse(shared::quoted(any_of.substr(0, 1)) + " has to follow the " + std::string(after));
    }
  }
  bool take(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  nanoseconds fraction() {
    std::int64_t value = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && is_digit(rest_[digits]); ++digits) {
      if (digits == 9) refuse("a second has at most 9 digits after the point");
      value = value * 10 + (rest_[digits] - '0');
    }
    if (digits == 0) refuse("digits have to follow the point");
    rest_.remove_prefix(digits);
    for (; digits < 9; ++digits) value *= 10;
    return nanoseconds(value);
  }
  void end() {
    if (!rest_.empty()) refuse(shared::quoted(rest_) + " is too much at its end");
  }
  [[noreturn]] void refuse(const std::string& why) const {
    throw muster::Failure("bad_time", shared::quoted(text_) +
                                          " is no time as RFC 3339 writes it "
                                          "(2026-11-21T07:00:00+01:00): " +
                                          why);
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view text_;
  std::string_view rest_;
};

local_days read_date(TimeReader& reader) {
  const year y(reader.number(4, 0, 9999, "year"));
  reader.literal("-", "year");
  const month m(static_cast<unsigned>(reader.number(2, 1, 12, "month")));
  reader.literal("-", "month");
  const day d(static_cast<unsigned>(reader.number(2, 1, 31, "day")));
  const year_month_day date(y, m, d);
  if (!date.ok()) {
    reader.refuse("its month has no day " + std::to_string(static_cast<unsigned>(d)));
  }
  return local_days(date);
}

seconds read_clock(TimeReader& reader) {
  const hours h(reader.number(2, 0, 23, "hour"));
  reader.literal(":", "hour");
  const minutes m(reader.number(2, 0, 59, "minute"));
  reader.literal(":", "minute");
  // RFC 3339 has a second 60 for leap seconds, which no clock of a computer shows.
  return h + m + seconds(reader.number(2, 0, 59, "second"));
}

std::optional<minutes> read_offset(TimeReader& reader) {
  if (reader.take("Zz")) return minutes(0);
  const bool is_west = reader.take("-");
  if (!is_west && !reader.take("+")) return std::nullopt;
  const hours h(reader.number(2, 0, 23, "hour of the offset"));
  reader.literal(":", "hour of the offset");
  const minutes offset = h + minutes(reader.number(2, 0, 59, "minute of the offset"));
  return is_west ? -offset : offset;
}

template <class... Numbers>
std::string printed(const char* format, Numbers... numbers) {
  char text[48];
  const int size = std::snprintf(text, sizeof text, format, numbers...);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

WrittenTime read_time(std::string_view text) {
  TimeReader reader(text);
  WrittenTime time{};
  time.wall.second = read_date(reader);
  reader.literal("Tt ", "day");
  time.wall.second += read_clock(reader);
  if (reader.take(".")) time.wall.fraction = reader.fraction();
  time.offset = read_offset(reader);
  reader.end();
  return time;
}

std::string write(const WallTime& time) {
  const auto date = floor<days>(time.second);
  const year_month_day day(date);
  const hh_mm_ss clock(time.second - date);
  auto text =
      printed("%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(day.year()),
              static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
              static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
              static_cast<int>(clock.seconds().count()));
  const auto count = static_cast<int>(time.fraction.count());
  if (count == 0) return text;
  if (count % 1'000'000 == 0) return text + printed(".%03d", count / 1'000'000);
  if (count % 1'000 == 0) return text + printed(".%06d", count / 1'000);
  return text + printed(".%09d", count);
}

std::string write(const Instant& instant, minutes offset) {
  const local_seconds wall(instant.second.time_since_epoch() + offset);
  if (wall < local_days(year(0) / 1 / 1) || wall >= local_days(year(10'000) / 1 / 1)) {
    throw muster::Failure("bad_time", "the result lies beyond the years 0000 to 9999");
  }
  return write(WallTime{wall, instant.fraction}) + (offset == minutes(0) ? "Z" : write(offset));
}

std::string write(minutes offset) {
  const auto size = static_cast<int>(abs(offset).count());
  return printed("%c%02d:%02d", offset < minutes(0) ? '-' : '+', size / 60, size % 60);
}

}  // namespace clock_agent
