// SPDX-License-Identifier: Apache-2.0
// The agents clock.now, clock.convert, clock.difference and clock.zones.
#include <muster/agent.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clock/duration.h"
#include "clock/instant.h"
#include "clock/resolve.h"
#include "clock/zone.h"

#include "shared/quoted.h"

namespace {

using clock_agent::Choose;
using clock_agent::Instant;

auto zone_field(std::string name, std::string_view description) {
  return muster::text(std::move(name), description);
}

auto choose_field() {
  return muster::one_of("choose", {"earliest", "latest"},
                        "which instant is meant where clocks were turned back or forward; an error "
                        "that names both if left out")
      .optional();
}

std::vector<muster::Field> shown_fields() {
  return {muster::text("time", "RFC 3339, with the offset of the zone"),
          muster::text("zone"),
          muster::text("abbreviation", "such as CET, or +03"),
          muster::text("weekday"),
          muster::text("utc", "the same instant in UTC"),
          muster::integer("unix", "its seconds since 1970")};
}

std::optional<Choose> choice_of(muster::Call& call) {
  const auto choice = call.arg<std::optional<std::string_view>>("choose");
  if (!choice) return std::nullopt;
  return *choice == "earliest" ? Choose::earliest : Choose::latest;
}

Instant instant_of(muster::Call& call, std::string_view name, std::string_view zone) {
  return clock_agent::resolve(call.arg<std::string_view>(name),
                              call.arg<std::optional<std::string_view>>(zone), choice_of(call));
}

muster::Reply answer(muster::Call& call, const Instant& instant, std::string_view zone) {
  const auto shown = clock_agent::show(instant, zone);
  return call.json({{"time", shown.time},
                    {"zone", zone},
                    {"abbreviation", shown.abbreviation},
                    {"weekday", shown.weekday},
                    {"utc", write(instant, std::chrono::minutes(0))},
                    {"unix", instant.second.time_since_epoch().count()}});
}

bool begins_with(std::string_view name, std::string_view prefix) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  return std::ranges::equal(name.substr(0, prefix.size()), prefix, {}, lower, lower);
}

}  // namespace

MUSTER_AGENT("clock.now", "Tells the date and time now, in a time zone.",
             .input = {zone_field("zone",
                                  "a name of the IANA time zone database, such as "
                                  "Europe/Berlin")
                           .fallback("UTC")},
             .output = shown_fields(), .title = "Time now", .concurrent = true, .read_only = true) {
  using namespace std::chrono;
  const auto now = floor<milliseconds>(system_clock::now());
  const auto second = floor<seconds>(now);
  return answer(call, {second, now - second}, call.arg<std::string_view>("zone"));
}

MUSTER_AGENT("clock.convert", "Tells what time it is in one zone when it is a time in another.",
             .input = {muster::text("time",
                                    "RFC 3339: 2026-11-21T07:00:00+01:00, or without the "
                                    "offset for a time of the zone `from`"),
                       zone_field("from", "the zone of a time without an offset").optional(),
                       zone_field("to", "the zone to convert to, such as Asia/Tokyo"),
                       choose_field()},
             .output = shown_fields(), .title = "Convert a time", .concurrent = true,
             .idempotent = true, .read_only = true) {
  const auto time = call.arg<std::string_view>("time");
  if (call.arguments().has("from") && clock_agent::read_time(time).offset) {
    return call.fail("zone_and_offset",
                     shared::quoted(time) + " has an offset of its own: leave out \"from\"");
  }
  return answer(call, instant_of(call, "time", "from"), call.arg<std::string_view>("to"));
}

MUSTER_AGENT("clock.difference", "Tells how much time lies between two instants.",
             .input = {muster::text("start", "RFC 3339, with an offset or of the zone `zone`"),
                       muster::text("end", "the same"),
                       zone_field("zone", "the zone of times without an offset").optional(),
                       muster::one_of(
                           "unit", {"milliseconds", "seconds", "minutes", "hours", "days", "weeks"},
                           "of the value; a day is 24 hours")
                           .fallback("seconds"),
                       choose_field()},
             .output = {muster::number("value", "negative if the end is the earlier one"),
                        muster::text("unit"), muster::text("duration", "the same in ISO 8601")},
             .title = "Time between", .concurrent = true, .idempotent = true, .read_only = true) {
  const auto zone_of = [&](std::string_view name) { return instant_of(call, name, "zone"); };
  const auto difference = clock_agent::difference(zone_of("start"), zone_of("end"));
  const auto unit = call.arg<std::string_view>("unit");
  return call.json(
      {{"value", in_unit(difference, unit)}, {"unit", unit}, {"duration", write(difference)}});
}

MUSTER_AGENT("clock.zones", "Lists the names of time zones.",
             .input = {muster::text("prefix",
                                    "how the names begin, such as Europe/; case does not "
                                    "count")
                           .fallback(""),
                       muster::integer("limit").range(1, 1000).fallback(100)},
             .output = {muster::array("zones", muster::text()),
                        muster::boolean("truncated", "there are more than the limit")},
             .title = "Time zones", .concurrent = true, .idempotent = true, .read_only = true) {
  auto names = clock_agent::zone_names();
  const auto prefix = call.arg<std::string_view>("prefix");
  std::erase_if(names, [&](const std::string& name) { return !begins_with(name, prefix); });
  const auto limit = call.arg<std::size_t>("limit");
  const bool is_truncated = names.size() > limit;
  if (is_truncated) names.resize(limit);
  return call.json({{"zones", names}, {"truncated", is_truncated}});
}
