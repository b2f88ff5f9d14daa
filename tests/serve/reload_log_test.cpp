// SPDX-License-Identifier: Apache-2.0
#include "serve/reload_log.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "base/code.h"

namespace muster::serve {
namespace {

constexpr Code kBad{"test.bad", Kind::invalid, "", "mend it"};
constexpr Code kOdd{"test.odd", Kind::invalid, "", "look at it"};

FileReport refused(const std::string& path) {
  return {
      .path = path, .outcome = FileOutcome::rejected, .problems = {error(kBad, path, "is bad")}};
}

FileReport odd(const std::string& path, FileOutcome outcome) {
  return {.path = path, .outcome = outcome, .warnings = {error(kOdd, path, "is odd")}};
}

std::vector<std::string> lines(const std::vector<Event>& events, std::string_view name) {
  std::vector<std::string> found;
  for (const Event& event : events) {
    if (event.name == name) found.push_back(event.message);
  }
  return found;
}

TEST_CASE("the log has the verdict of a reload first, then a line for each thing refused") {
  ReloadReport report{.files = {refused("a.so"), refused("b.so")}};
  report.errors = {error(kBad, "plugins", "is not to be trusted")};
  const auto events = ReloadLog().events_of(report);
  REQUIRE(events.size() == 4);
  CHECK(events.front().name == "reload");
  CHECK(events.front().message == verdict(report));
  CHECK(lines(events, "reload.refused") ==
        std::vector<std::string>{"plugins: is not to be trusted (test.bad); mend it",
                                 "a.so: is bad (test.bad); mend it",
                                 "b.so: is bad (test.bad); mend it"});
}

TEST_CASE("a folder that is not served counts among what was refused") {
  ReloadReport report{.files = {refused("a.so")}};
  report.errors = {error(kBad, "plugins", "is not to be trusted")};
  CHECK(refusals_of(report) == 2);
  const Event event = ReloadLog().events_of(report).front();
  CHECK(std::ranges::find(event.fields, std::pair<std::string_view, std::string>("refused", "2")) !=
        event.fields.end());
}

TEST_CASE("of very many problems the log has the first, and says how many more there are") {
  ReloadReport report;
  for (std::size_t i = 0; i < kLoggedMost + 5; ++i) {
    report.files.push_back(refused(std::to_string(i) + ".so"));
  }
  const auto told = lines(ReloadLog().events_of(report), "reload.refused");
  REQUIRE(told.size() == kLoggedMost + 1);
  CHECK(told.back() == "and 5 more: muster status --json shows all");
}

TEST_CASE("a warning of what was loaded is told each time that it is loaded") {
  ReloadLog log;
  const ReloadReport report{.files = {odd("a.so", FileOutcome::loaded)}};
  const std::vector<std::string> expected{"a.so: is odd (test.odd); look at it"};
  CHECK(lines(log.events_of(report), "reload.warning") == expected);
  CHECK(lines(log.events_of(report), "reload.warning") == expected);
}

TEST_CASE("any other warning is told once, as long as it does not go away") {
  ReloadLog log;
  ReloadReport report{.files = {odd("a.so", FileOutcome::ignored)}};
  report.warnings = {error(kOdd, "muster.yaml:1:1", "is not used")};
  CHECK(lines(log.events_of(report), "reload.warning").size() == 2);
  CHECK(lines(log.events_of(report), "reload.warning").empty());
  static_cast<void>(log.events_of({}));
  CHECK(lines(log.events_of(report), "reload.warning").size() == 2);
}

}  // namespace
}  // namespace muster::serve
