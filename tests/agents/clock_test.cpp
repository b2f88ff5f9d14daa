// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "agents/failure.h"
#include "clock/duration.h"
#include "clock/future_rule.h"
#include "clock/instant.h"
#include "clock/nearest.h"
#include "clock/resolve.h"
#include "clock/zone.h"
#include "sdk/plugin_under_test.h"

namespace muster::test {
namespace {

using namespace std::chrono;
using namespace clock_agent;
using Names = std::vector<std::string>;

Instant instant(std::string_view text) { return resolve(text, {}, {}); }

std::string utc(std::string_view local, std::string_view zone,
                std::optional<Choose> choose = std::nullopt) {
  return write(resolve(local, zone, choose), minutes(0));
}

std::string between(std::string_view start, std::string_view end) {
  return write(difference(instant(start), instant(end)));
}

}  // namespace

TEST_CASE("a time is read as RFC 3339 writes it, and written so") {
  for (const auto* const text :
       {"2026-11-21T07:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z",
        "2024-02-29T12:00:00.500Z", "1969-12-31T23:59:59.000001Z"}) {
    CHECK(write(instant(text), minutes(0)) == text);
  }
  CHECK(write(instant("2026-11-21t07:00:00.1z"), minutes(0)) == "2026-11-21T07:00:00.100Z");
  CHECK(write(instant("2026-11-21 07:00:00+05:30"), minutes(0)) == "2026-11-21T01:30:00Z");
  CHECK(write(instant("2026-11-21T07:00:00-00:00"), minutes(-570)) == "2026-11-20T21:30:00-09:30");
}

TEST_CASE("what is no time is refused with what is wrong about it") {
  const auto why = [](std::string_view text) {
    const auto failure = failure_of([&] { std::ignore = read_time(text); });
    CHECK(failure.starts_with("bad_time: "));
    return failure.substr(failure.rfind("): ") + 3);
  };
  CHECK(why("") == "the year has to have 4 digits");
  CHECK(why("26-11-21") == "the year has to have 4 digits");
  CHECK(why("2026/11/21") == "\"-\" has to follow the year");
  CHECK(why("2026-13-01T00:00:00Z") == "there is no month 13");
  CHECK(why("2026-02-29T00:00:00Z") == "its month has no day 29");
  CHECK(why("2026-02-00T00:00:00Z") == "there is no day 0");
  CHECK(why("2026-11-21") == "\"T\" has to follow the day");
  CHECK(why("2026-11-21T24:00:00Z") == "there is no hour 24");
  CHECK(why("2026-11-21T07:00") == "\":\" has to follow the minute");
  CHECK(why("2026-12-31T23:59:60Z") == "there is no second 60");
  CHECK(why("2026-11-21T07:00:00.Z") == "digits have to follow the point");
  CHECK(why("2026-11-21T07:00:00.1234567890Z") == "a second has at most 9 digits after the point");
  CHECK(why("2026-11-21T07:00:00+1") == "the hour of the offset has to have 2 digits");
  CHECK(why("2026-11-21T07:00:00+01:60") == "there is no minute of the offset 60");
  CHECK(why("2026-11-21T07:00:00Zulu") == "\"ulu\" is too much at its end");
}

TEST_CASE("a time beyond the year 9999 is not written") {
  CHECK(code_of([] { std::ignore = write(instant("9999-12-31T23:00:00Z"), minutes(60)); }) ==
        "bad_time");
  CHECK(code_of([] { std::ignore = write(instant("0000-01-01T00:00:00Z"), minutes(-1)); }) ==
        "bad_time");
}

TEST_CASE("a local time is that of its zone, in summer and in winter") {
  CHECK(utc("2026-01-15T12:00:00", "Europe/Berlin") == "2026-01-15T11:00:00Z");
  CHECK(utc("2026-07-15T12:00:00.25", "Europe/Berlin") == "2026-07-15T10:00:00.250Z");
  CHECK(utc("2026-01-15T12:00:00", "America/New_York") == "2026-01-15T17:00:00Z");
  CHECK(utc("2026-01-15T12:00:00", "Pacific/Apia") == "2026-01-14T23:00:00Z");
}

TEST_CASE("zones go on changing their clocks after the end of their tables") {
  CHECK(utc("2040-07-15T12:00:00", "Europe/Berlin") == "2040-07-15T10:00:00Z");
  CHECK(utc("2040-01-15T12:00:00", "Europe/Berlin") == "2040-01-15T11:00:00Z");
  CHECK(utc("2099-01-15T12:00:00", "Australia/Sydney") == "2099-01-15T01:00:00Z");
  CHECK(utc("2099-07-15T12:00:00", "Australia/Sydney") == "2099-07-15T02:00:00Z");
}

TEST_CASE("a time that was shown twice is an error with both, and the caller may choose") {
  CHECK(failure_of([] { utc("2026-10-25T02:30:00", "Europe/Berlin"); }) ==
        "ambiguous_time: 2026-10-25T02:30:00 was shown twice in Europe/Berlin: "
        "2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00; choose \"earliest\" or "
        "\"latest\"");
  CHECK(utc("2026-10-25T02:30:00", "Europe/Berlin", Choose::earliest) == "2026-10-25T00:30:00Z");
  CHECK(utc("2026-10-25T02:30:00", "Europe/Berlin", Choose::latest) == "2026-10-25T01:30:00Z");
  CHECK(utc("2026-10-25T01:59:59", "Europe/Berlin") == "2026-10-24T23:59:59Z");
  CHECK(utc("2026-10-25T03:00:00", "Europe/Berlin") == "2026-10-25T02:00:00Z");
}

TEST_CASE("a time that was skipped is an error with the times around it") {
  CHECK(failure_of([] { utc("2026-03-29T02:30:00", "Europe/Berlin"); }) ==
        "nonexistent_time: 2026-03-29T02:30:00 was skipped in Europe/Berlin: "
        "2026-03-29T01:30:00+01:00 or 2026-03-29T03:30:00+02:00; choose \"earliest\" or "
        "\"latest\"");
  CHECK(utc("2026-03-29T02:30:00", "Europe/Berlin", Choose::earliest) == "2026-03-29T00:30:00Z");
  CHECK(utc("2026-03-29T02:30:00", "Europe/Berlin", Choose::latest) == "2026-03-29T01:30:00Z");
  CHECK(utc("2026-03-29T03:00:00", "Europe/Berlin") == "2026-03-29T01:00:00Z");
  // Samoa left out a whole day.
  CHECK(code_of([] { utc("2011-12-30T12:00:00", "Pacific/Apia"); }) == "nonexistent_time");
  // By a rule of the future.
  CHECK(code_of([] { utc("2040-03-25T02:30:00", "Europe/Berlin"); }) == "nonexistent_time");
}

TEST_CASE("a choice changes nothing about a time that is one") {
  CHECK(utc("2026-01-15T12:00:00", "Europe/Berlin", Choose::latest) == "2026-01-15T11:00:00Z");
}

TEST_CASE("a time with an offset needs no zone, and one without does") {
  CHECK(utc("2026-01-15T12:00:00+03:00", "Europe/Berlin") == "2026-01-15T09:00:00Z");
  CHECK(failure_of([] { instant("2026-01-15T12:00:00"); }) ==
        "zone_needed: \"2026-01-15T12:00:00\" has no offset: add one, such as Z or +01:00, or say "
        "of which zone it is");
}

TEST_CASE("a zone shows an instant with its offset, name and weekday") {
  const auto shown = show(instant("2026-11-21T23:30:00Z"), "Asia/Tokyo");
  CHECK(shown.time == "2026-11-22T08:30:00+09:00");
  CHECK(shown.abbreviation == "JST");
  CHECK(shown.weekday == "Sunday");
  CHECK(show(instant("2026-11-21T23:30:00Z"), "UTC").time == "2026-11-21T23:30:00Z");
}

TEST_CASE("local mean time keeps its instant under a rounded offset") {
  // 0:53:28 before the first of April 1893.
  CHECK(show(instant("1890-01-01T00:00:00Z"), "Europe/Berlin").time == "1890-01-01T00:53:00+00:53");
  // 4:56:02 behind it until 1883.
  CHECK(show(instant("1880-01-01T00:00:00Z"), "America/New_York").time ==
        "1879-12-31T19:04:00-04:56");
}

TEST_CASE("an unknown zone is refused with the names that are near") {
  CHECK(failure_of([] { std::ignore = Zone::find("Europe/Berln"); }) ==
        "unknown_zone: there is no time zone \"Europe/Berln\"; did you mean \"Europe/Berlin\"?");
  CHECK(failure_of([] { std::ignore = Zone::find("../../etc/passwd"); }) ==
        "unknown_zone: there is no time zone \"../../etc/passwd\"");
  CHECK(code_of([] { std::ignore = Zone::find(""); }) == "unknown_zone");
  CHECK(code_of([] { std::ignore = Zone::find("localtime"); }) == "unknown_zone");
}

TEST_CASE("near names are those with the fewest changes") {
  const Names names{"America/New_York", "Europe/Berlin", "Europe/Bern", "Asia/Tokyo"};
  CHECK(nearest_names("new york", names) == Names{"America/New_York"});
  CHECK(nearest_names("EUROPE/BERLIN", names) == Names{"Europe/Berlin"});
  CHECK(nearest_names("Tokio", names) == Names{"Asia/Tokyo"});
  CHECK(nearest_names("Berlyn", names) == Names{"Europe/Berlin"});
  CHECK(nearest_names("xyzzy", names).empty());
  CHECK(nearest_names("", names).empty());
  CHECK(nearest_names(std::string(65, 'a'), names).empty());
  CHECK(nearest_names("aaab", {"aaaa", "aaac", "aaad", "aaae"}) == Names{"aaaa", "aaac", "aaad"});
}

TEST_CASE("the zones are sorted, and none is only of this machine") {
  const auto names = zone_names();
  CHECK(std::ranges::is_sorted(names));
  CHECK(std::ranges::count(names, "Europe/Berlin") == 1);
  CHECK(std::ranges::count(names, "localtime") == 0);
}

TEST_CASE("a rule of the future is read with signs, minutes and hours past a day") {
  const auto at = [](std::string_view rule, std::string_view time) {
    const auto parsed = FutureRule::parse(rule);
    REQUIRE(parsed);
    return parsed->at(instant(time).second);
  };
  CHECK(at("UTC0", "2040-01-01T00:00:00Z").seconds == seconds(0));
  CHECK(at("<+0545>-5:45", "2040-01-01T00:00:00Z").seconds == minutes(345));
  CHECK(at("<+0545>-5:45", "2040-01-01T00:00:00Z").abbreviation == "+0545");
  // Greenland: at 24:00 of the Saturday before.
  constexpr std::string_view kNuuk = "<-02>2<-01>,M3.5.0/-1,M10.5.0/0";
  CHECK(at(kNuuk, "2040-03-25T00:59:59Z").seconds == hours(-2));
  CHECK(at(kNuuk, "2040-03-25T01:00:00Z").seconds == hours(-1));
  CHECK(at(kNuuk, "2040-10-28T01:00:00Z").seconds == hours(-2));
  // Gaza: 50 hours after the fourth Thursday begins, a Saturday.
  constexpr std::string_view kGaza = "EET-2EEST,M3.4.4/50,M10.4.4/50";
  CHECK(at(kGaza, "2040-03-23T23:59:59Z").abbreviation == "EET");
  CHECK(at(kGaza, "2040-03-24T00:00:00Z").abbreviation == "EEST");
  // Ireland's winter time is the one that is saved.
  CHECK(at("IST-1GMT0,M10.5.0,M3.5.0/1", "2040-01-01T00:00:00Z").abbreviation == "GMT");
  CHECK(at("IST-1GMT0,M10.5.0,M3.5.0/1", "2040-07-01T00:00:00Z").abbreviation == "IST");
}

TEST_CASE("what is no rule of the future is none") {
  for (const auto* const line :
       {"", "CET", "-1", "<CET-1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J60,J300",
        "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-999"}) {
    CHECK_FALSE(FutureRule::parse(line));
  }
}

TEST_CASE("a difference is written as a duration of ISO 8601") {
  constexpr auto* kStart = "2026-11-21T07:00:00Z";
  CHECK(between(kStart, kStart) == "PT0S");
  CHECK(between(kStart, "2026-11-22T09:03:04.5Z") == "P1DT2H3M4.5S");
  CHECK(between(kStart, "2026-11-23T07:00:00Z") == "P2D");
  CHECK(between(kStart, "2026-11-21T07:00:00.000000001Z") == "PT0.000000001S");
  CHECK(between("2026-11-21T07:01:30Z", kStart) == "-PT1M30S");
  CHECK(between("2026-11-21T07:00:00.25Z", "2026-11-21T06:59:59.75Z") == "-PT0.5S");
  CHECK(between("2026-11-21T06:59:59.75Z", "2026-11-21T07:00:01.25Z") == "PT1.5S");
}

TEST_CASE("a difference is told in units") {
  const auto in = [](std::string_view unit) {
    return in_unit(difference(instant("2026-11-21T07:00:00Z"), instant("2026-11-28T06:59:59.5Z")),
                   unit);
  };
  CHECK(in("milliseconds") == doctest::Approx(604'799'500.0));
  CHECK(in("seconds") == doctest::Approx(604'799.5));
  CHECK(in("minutes") == doctest::Approx(604'799.5 / 60));
  CHECK(in("hours") == doctest::Approx(604'799.5 / 3600));
  CHECK(in("days") == doctest::Approx(604'799.5 / 86'400));
  CHECK(in("weeks") == doctest::Approx(604'799.5 / 604'800));
}

TEST_CASE("all agents of clock but the time now may be repeated") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/clock.so");
  CHECK(plugin.slugs() == Names{"clock.convert", "clock.difference", "clock.now", "clock.zones"});
  for (const auto& slug : plugin.slugs()) {
    const auto& descriptor = plugin.agent(slug).descriptor;
    CHECK(descriptor.concurrent);
    CHECK(descriptor.read_only);
    CHECK(descriptor.idempotent == (slug != "clock.now"));
  }
}

}  // namespace muster::test
