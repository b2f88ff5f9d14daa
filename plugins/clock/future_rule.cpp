// SPDX-License-Identifier: Apache-2.0
#include "clock/future_rule.h"

#include <charconv>

namespace clock_agent {
namespace {

using namespace std::chrono;

// Goes through the line; each function is false, or nothing, where the line has something else.
class RuleReader {
 public:
  explicit RuleReader(std::string_view rest) : rest_(rest) {}

  bool is_at_end() const { return rest_.empty(); }
  bool is_at(char c) const { return rest_.starts_with(c); }
  bool take(char c) {
    if (!is_at(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // CET, or <+03>
  std::optional<std::string> abbreviation() {
    const bool is_quoted = take('<');
    const auto end = is_quoted ? rest_.find('>') : rest_.find_first_of("+-0123456789,");
    if (end == 0 || (is_quoted && end == std::string_view::npos)) return std::nullopt;
    std::string name(rest_.substr(0, end));
    rest_.remove_prefix(is_quoted ? end + 1 : name.size());
    return name;
  }
  std::optional<unsigned> number() {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc() || value > 167) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  // -1, 9:30
  std::optional<seconds> clock() {
    const bool is_negative = take('-');
    if (!is_negative) take('+');
    seconds sum{0};
    for (seconds unit = hours(1); unit > seconds(0); unit /= 60) {
      const auto count = number();
      if (!count) return std::nullopt;
      sum += unit * *count;
      if (!take(':')) break;
    }
    return is_negative ? -sum : sum;
  }
  // M10.5.0/3
  std::optional<FutureRule::Change> change() {
    if (!take(',') || !take('M')) return std::nullopt;
    const auto m = number();
    if (!m || !take('.')) return std::nullopt;
    const auto week = number();
    if (!week || !take('.')) return std::nullopt;
    const auto day = number();
    if (!day || *m < 1 || *m > 12 || *week < 1 || *week > 5 || *day > 6) return std::nullopt;
    FutureRule::Change change{month(*m), *week, weekday(*day)};
    if (!take('/')) return change;
    const auto at = clock();
    if (!at) return std::nullopt;
    change.clock = *at;
    return change;
  }

 private:
  std::string_view rest_;
};

}  // namespace

local_seconds FutureRule::Change::in(year y) const {
  if (week == 5) return local_days(y / month / weekday[last]) + clock;
  return local_days(y / month / weekday[week]) + clock;
}

std::optional<FutureRule> FutureRule::parse(std::string_view line) {
  RuleReader reader(line);
  FutureRule rule;
  auto abbreviation = reader.abbreviation();
  const auto west = abbreviation ? reader.clock() : std::nullopt;
  if (!west) return std::nullopt;
  rule.standard_ = {-*west, *std::move(abbreviation)};
  if (reader.is_at_end()) return rule;

  abbreviation = reader.abbreviation();
  if (!abbreviation) return std::nullopt;
  rule.summer_ = {rule.standard_.seconds + hours(1), *std::move(abbreviation)};
  if (!reader.is_at(',')) {
    const auto summer_west = reader.clock();
    if (!summer_west) return std::nullopt;
    rule.summer_.seconds = -*summer_west;
  }
  rule.start_ = reader.change();
  rule.end_ = reader.change();
  if (!rule.start_ || !rule.end_ || !reader.is_at_end()) return std::nullopt;
  return rule;
}

const Offset& FutureRule::at(sys_seconds time) const {
  if (!start_ || !end_) return standard_;
  // No zone changes its clock near the end of a year, so the year may be that of Greenwich.
  const year y = year_month_day(floor<days>(time)).year();
  const sys_seconds start(start_->in(y).time_since_epoch() - standard_.seconds);
  const sys_seconds end(end_->in(y).time_since_epoch() - summer_.seconds);
  const bool is_summer = start < end ? start <= time && time < end : time < end || start <= time;
  return is_summer ? summer_ : standard_;
}

}  // namespace clock_agent
