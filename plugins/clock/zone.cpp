// SPDX-License-Identifier: Apache-2.0
#include "clock/zone.h"

#include <date/tz.h>

#include <algorithm>
#include <exception>
#include <fstream>
#include <iterator>
#include <muster/failure.hpp>

#include "clock/nearest.h"
#include "shared/quoted.h"

namespace clock_agent {
namespace {

using namespace std::chrono;

constexpr std::string_view kDatabase = "/usr/share/zoneinfo";

[[noreturn]] void refuse_no_zones(const std::string& why) {
  throw muster::Failure("no_zones", "this system has no time zones (" + why +
                                        "): install the package tzdata and restart the host");
}

const date::tzdb& database() {
  try {
    const date::tzdb& database = date::get_tzdb();
    if (!database.zones.empty()) return database;
  } catch (const std::exception&) {  // said below, in words that name no function
  }
  refuse_no_zones("there are none in " + std::string(kDatabase));
}

// The last line of the zone's file. The library reads the table before it and holds on to the last
// row for ever, in a table that may end in the year 2037 or 2007.
std::optional<FutureRule> future_rule_of(const std::string& zone) {
  std::ifstream file(std::string(kDatabase) + '/' + zone, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.size() < 2 || bytes.back() != '\n') return std::nullopt;
  const auto begin = bytes.rfind('\n', bytes.size() - 2);
  if (begin == std::string::npos) return std::nullopt;
  return FutureRule::parse(std::string_view(bytes).substr(begin + 1, bytes.size() - begin - 2));
}

}  // namespace

std::vector<std::string> zone_names() {
  std::vector<std::string> names;
  for (const date::time_zone& zone : database().zones) names.push_back(zone.name());
  std::erase(names, "localtime");  // where this machine stands, under no name of its own
  std::ranges::sort(names);
  return names;
}

Zone Zone::find(std::string_view name) {
  const auto& zones = database().zones;
  const auto found = std::ranges::find(zones, name, &date::time_zone::name);
  if (found != zones.end() && name != "localtime") return {std::string(name), *found};
  std::string message = "there is no time zone " + shared::quoted(name);
  const auto nearest = nearest_names(name, zone_names());
  for (const std::string& other : nearest) {
    message += &other == &nearest.front() ? "; did you mean " : " or ";
    message += shared::quoted(other);
  }
  throw muster::Failure("unknown_zone", nearest.empty() ? message : message + '?');
}

Offset Zone::at(sys_seconds time) const {
  date::sys_info info;
  try {
    info = zone_.get_info(time);
  } catch (const std::exception&) {
    refuse_no_zones("the file of " + name_ + " cannot be read");
  }
  constexpr sys_seconds kNever = sys_days(year(10'000) / January / 1);
  if (info.end > kNever) {
    if (const auto rule = future_rule_of(name_)) return rule->at(time);
  }
  return {info.offset, info.abbrev};
}

std::vector<seconds> Zone::offsets_near(const WallTime& time) const {
  const sys_seconds in_greenwich(time.second.time_since_epoch());
  std::vector<seconds> offsets;
  for (const auto away : {-days(1), days(0), days(1)}) {
    const seconds offset = at(in_greenwich + away).seconds;
    if (std::ranges::count(offsets, offset) == 0) offsets.push_back(offset);
  }
  std::ranges::sort(offsets, std::greater());  // the further east, the earlier
  return offsets;
}

std::vector<Instant> Zone::instants_of(const WallTime& time) const {
  std::vector<Instant> instants;
  for (const seconds offset : offsets_near(time)) {
    const sys_seconds second(time.second.time_since_epoch() - offset);
    if (at(second).seconds == offset) instants.push_back({second, time.fraction});
  }
  return instants;
}

std::vector<Instant> Zone::instants_around_gap(const WallTime& time) const {
  const auto offsets = offsets_near(time);
  const auto with = [&](seconds offset) {
    return Instant{sys_seconds(time.second.time_since_epoch() - offset), time.fraction};
  };
  return {with(offsets.front()), with(offsets.back())};
}

}  // namespace clock_agent
