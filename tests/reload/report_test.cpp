// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <muster/report.h>

#include "base/json.h"

namespace muster {
namespace {

ReloadReport rejected() {
  ReloadReport report{.number = 7, .trigger = Trigger::sighup, .result = Outcome::rejected};
  report.at = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'700'000'000'125));
  report.generation = report.previous_generation = 4;
  report.duration = std::chrono::microseconds(12'400);
  report.files.push_back(
      {.path = "plugins/b.so", .outcome = FileOutcome::loaded, .sha256 = "00", .names = {"b"}});
  report.files.push_back({.path = "plugins/c.so",
                          .outcome = FileOutcome::rejected,
                          .problems = {{Kind::invalid,
                                        "elf.truncated",
                                        "plugins/c.so",
                                        "the file ends before its last segment",
                                        "copy it again with install or mv",
                                        {}}}});
  return report;
}

TEST_SUITE_BEGIN("reload");

TEST_CASE(
    "the verdict of a rejected reload names what still serves, the file, the reason and the fix") {
  CHECK(verdict(rejected()) ==
        "rejected: generation 4 still serves; plugins/c.so: the file ends before its last segment "
        "(elf.truncated); copy it again with install or mv");
}

TEST_CASE("the verdict of a published reload says what came") {
  ReloadReport report{.result = Outcome::published, .generation = 2};
  report.added.agents = {"a", "b"};
  report.changed.skills = {"s"};
  CHECK(verdict(report) == "published: generation 2 serves; 2 agents added, 1 skill changed");
}

TEST_CASE("a clash is one problem though it is charged to two files") {
  const Error clash{
      Kind::conflict, "catalog.duplicate_slug", "echo", "registered by a.so and by b.so", "", {}};
  ReloadReport report;
  report.conflicts.push_back({{"a.so", "b.so"}, clash});
  report.files.push_back({.path = "a.so", .outcome = FileOutcome::rejected, .problems = {clash}});
  report.files.push_back({.path = "b.so", .outcome = FileOutcome::rejected, .problems = {clash}});
  CHECK(report.problems().size() == 1);
  CHECK(report.refused() == 2);
}

TEST_CASE("a report is one JSON object with the keys that scripts rely on") {
  const auto parsed = json::parse(to_json(rejected()), "report");
  REQUIRE(parsed);
  const json::Object& object = parsed->as_object();
  for (const char* key :
       {"reload", "at", "trigger", "policy", "outcome", "generation", "previous_generation",
        "duration_ms", "added", "changed", "removed", "unchanged", "refused", "files", "errors"}) {
    CHECK_MESSAGE(object.contains(key), key);
  }
  CHECK(object.at("at") == "2023-11-14T22:13:20.125Z");
  CHECK(object.at("trigger") == "sighup");
  CHECK(object.at("policy") == "keep-all");
  CHECK(object.at("outcome") == "rejected");
  CHECK(object.at("refused").to_number<int>() == 1);
  const json::Object& file = object.at("files").at(1).as_object();
  CHECK(file.at("code") == "elf.truncated");
  CHECK(file.at("hint") == "copy it again with install or mv");
}

TEST_CASE("a path that is not UTF-8 or has control characters is escaped") {
  ReloadReport report;
  report.files.push_back({.path = "p/\xff\n.so", .outcome = FileOutcome::ignored});
  const auto parsed = json::parse(to_json(report), "report");
  REQUIRE(parsed);
  CHECK(parsed->at("files").at(0).at("path") == "p/\\xff\\n.so");
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster
