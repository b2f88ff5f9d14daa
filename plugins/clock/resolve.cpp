// SPDX-License-Identifier: Apache-2.0
#include "clock/resolve.h"

#include <muster/failure.hpp>
#include <vector>

#include "clock/zone.h"

#include "shared/quoted.h"

namespace clock_agent {
namespace {

using namespace std::chrono;

// RFC 3339 has offsets of whole minutes. Only the local mean time of former centuries has others:
// it is written with the nearest one, so that it stays the same instant.
minutes written_offset(const Offset& offset) { return round<minutes>(offset.seconds); }

std::string in_zone(const Instant& instant, const Zone& zone) {
  return write(instant, written_offset(zone.at(instant.second)));
}

Instant choose_or_refuse(const WallTime& wall, const Zone& zone, std::optional<Choose> choose) {
  auto candidates = zone.instants_of(wall);
  if (candidates.size() == 1) return candidates.front();
  const bool is_gap = candidates.empty();
  if (is_gap) candidates = zone.instants_around_gap(wall);
  if (choose) return *choose == Choose::earliest ? candidates.front() : candidates.back();
  throw muster::Failure(is_gap ? "nonexistent_time" : "ambiguous_time",
                        write(wall) + (is_gap ? " was skipped in " : " was shown twice in ") +
                            zone.name() + ": " + in_zone(candidates.front(), zone) + " or " +
                            in_zone(candidates.back(), zone) +
                            "; choose \"earliest\" or \"latest\"");
}

}  // namespace

Instant resolve(std::string_view text, std::optional<std::string_view> zone,
                std::optional<Choose> choose) {
  const WrittenTime time = read_time(text);
  if (time.offset) {
    return {sys_seconds(time.wall.second.time_since_epoch() - *time.offset), time.wall.fraction};
  }
  if (!zone) {
    throw muster::Failure("zone_needed", shared::quoted(text) +
                                             " has no offset: add one, such as Z or +01:00, or "
                                             "say of which zone it is");
  }
  return choose_or_refuse(time.wall, Zone::find(*zone), choose);
}

Shown show(const Instant& instant, std::string_view zone_name) {
  constexpr const char* kWeekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
  const Offset offset = Zone::find(zone_name).at(instant.second);
  const auto rounded = written_offset(offset);
  const weekday day(floor<days>(instant.second + rounded));
  return {write(instant, rounded), offset.abbreviation, kWeekdays[day.c_encoding()]};
}

}  // namespace clock_agent
