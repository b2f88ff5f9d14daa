// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "support/serving_host.h"

namespace muster::test {
namespace {

void break_file(const std::string& path) { write_whole(path, "no library"); }

FileOutcome outcome_of(const ReloadReport& report, const std::string& path) {
  const auto file = std::ranges::find(report.files, path, &FileReport::path);
  return file == report.files.end() ? FileOutcome::unchanged : file->outcome;
}

}  // namespace

TEST_CASE("RELOAD-04 under keep-all one bad file keeps the good one out until it is fixed") {
  ServingHost serving(Policy::keep_all);
  const std::string a = echo_copy(serving.plugin("a.so"), "agent-000001", "version-0001");
  const std::string b = echo_copy(serving.plugin("b.so"), "agent-000002", "version-0001");
  serving.host.start();

  echo_copy(a, "agent-000001", "version-0002");
  break_file(b);
  CHECK(serving.host.reload().outcome() == Outcome::rejected);
  CHECK(serving.ask("agent-000001") == "version-0001");
  CHECK(serving.ask("agent-000002") == "version-0001");

  echo_copy(b, "agent-000002", "version-0003");
  const ReloadReport fixed = serving.host.reload();
  CHECK(fixed.outcome() == Outcome::published);
  CHECK(fixed.generation == 2);
  CHECK(serving.ask("agent-000001") == "version-0002");
  CHECK(serving.ask("agent-000002") == "version-0003");
  CHECK(serving.host.status().health == Health::ok);
}

TEST_CASE(
    "RELOAD-04 under keep-file the bad file keeps its previous version and the good one serves") {
  ServingHost serving(Policy::keep_file);
  const std::string a = echo_copy(serving.plugin("a.so"), "agent-000001", "version-0001");
  const std::string b = echo_copy(serving.plugin("b.so"), "agent-000002", "version-0001");
  serving.host.start();

  echo_copy(a, "agent-000001", "version-0002");
  break_file(b);
  const ReloadReport report = serving.host.reload();
  CHECK(report.outcome() == Outcome::published);
  CHECK(report.refused() == 1);
  CHECK(outcome_of(report, b) == FileOutcome::kept);
  CHECK(serving.ask("agent-000001") == "version-0002");
  CHECK(serving.ask("agent-000002") == "version-0001");

  // The bad bytes are still there: nothing changes, and the report still says so.
  const ReloadReport again = serving.host.reload();
  CHECK(again.outcome() == Outcome::unchanged);
  CHECK(again.refused() == 1);
}

TEST_CASE(
    "RELOAD-04 good, bad and the same good again ends where it began, without a second load") {
  for (const Policy policy : {Policy::keep_all, Policy::keep_file}) {
    ServingHost serving(policy);
    const std::string a = echo_copy(serving.plugin("a.so"), "agent-000001");
    serving.host.start();
    const std::string good = content_of(a);

    break_file(a);
    CHECK(serving.host.reload().refused() == 1);
    write_whole(a, good);
    const ReloadReport healed = serving.host.reload();
    CHECK(healed.outcome() == Outcome::unchanged);
    CHECK(healed.refused() == 0);
    CHECK(serving.host.status().health == Health::ok);
    CHECK(serving.ask("agent-000001", "opened") == "1 opened, 0 closed");
  }
}

TEST_CASE("META-03 one slug in two libraries is refused in either order and names both") {
  for (const bool first_is_old : {true, false}) {
    ServingHost serving(Policy::keep_all);
    const std::string old =
        echo_copy(serving.plugin(first_is_old ? "a.so" : "b.so"), "agent-000001");
    serving.host.start();
    const std::string added =
        echo_copy(serving.plugin(first_is_old ? "b.so" : "a.so"), "agent-000001", "version-0002");

    const ReloadReport report = serving.host.reload();
    CHECK(report.outcome() == Outcome::rejected);
    REQUIRE(report.conflicts.size() == 1);
    CHECK(report.conflicts[0].error.code == "catalog.duplicate_slug");
    CHECK(report.conflicts[0].error.message ==
          fmt::format("registered by {} and by {}", std::min(old, added), std::max(old, added)));
    CHECK(outcome_of(report, added) == FileOutcome::rejected);
    CHECK(outcome_of(report, old) == FileOutcome::unchanged);
    CHECK(serving.ask("agent-000001") == "version-0000");
  }
}

TEST_CASE("META-03 one slug twice in a library is refused and names it") {
  ServingHost serving(Policy::keep_all);
  echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.host.start();
  patched_copy(fixture("pair"), serving.plugin("twice.so"), "pair-two", "pair-one");
  const ReloadReport report = serving.host.reload();
  CHECK(report.outcome() == Outcome::rejected);
  REQUIRE(report.problems().size() == 1);
  CHECK(report.problems()[0].subject.find("twice.so") != std::string::npos);
  CHECK(to_string(report.problems()[0]).find("pair-one") != std::string::npos);
  CHECK(serving.ask("agent-000001") == "version-0000");
}

TEST_CASE("META-03 an agent that moves to a file that is bad is not lost under keep-file") {
  ServingHost serving(Policy::keep_file);
  const std::string from = serving.plugin("from.so");
  const std::string to = serving.plugin("to.so");
  patched_copy(fixture("pair"), from, "pair-two", "pair-mov");
  echo_copy(to, "agent-000001");
  serving.host.start();

  patched_copy(fixture("pair"), from, "pair-two", "pair-new");  // pair-mov has left
  break_file(to);                                               // and has not arrived
  const ReloadReport report = serving.host.reload();
  CHECK(outcome_of(report, from) == FileOutcome::kept);
  CHECK(outcome_of(report, to) == FileOutcome::kept);
  CHECK(serving.host.find("pair-mov"));
  CHECK(serving.host.find("agent-000001"));
  const auto file = std::ranges::find(report.files, from, &FileReport::path);
  REQUIRE(file != report.files.end());
  CHECK(file->problems.at(0).code == "catalog.agent_lost");
  CHECK(file->problems.at(0).message.find(from) != std::string::npos);
  CHECK(file->problems.at(0).message.find(to) != std::string::npos);

  echo_copy(to, "agent-000001", "version-0002");
  CHECK(serving.host.reload().refused() == 0);
  CHECK(serving.host.find("pair-new"));
  CHECK(serving.host.find("pair-mov").error() == FindError::not_found);
}

}  // namespace muster::test
