// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <unistd.h>

#include <string>

#include "faults/faults.h"
#include "support/serving_host.h"

namespace muster::test {
namespace {

/// Drops a fault into a running host: the reload is refused by name, and nothing else moves.
void check_old_table_kept(const Fault& fault) {
  CAPTURE(fault.name);
  ServingHost serving(Policy::keep_all);
  echo_copy(serving.plugin("live.so"), "agent-000001");
  serving.host.start();
  BackgroundCaller caller(serving.host, "agent-000001", "version-0000");
  const std::string path = serving.plugin("fault.so");
  fault.make(path);
  echo_copy(serving.plugin("new.so"), "agent-000002");  // good, and kept out all the same
  const ProcessState before = serving.settled();

  const ReloadReport report = serving.host.reload();

  CHECK(report.outcome() == Outcome::rejected);
  CHECK(report.generation == 1);
  CHECK(report.refused() == 1);
  REQUIRE(report.problems().size() == 1);
  CHECK(report.problems()[0].code == fault.expected_code);
  CHECK(report.problems()[0].subject.starts_with(path));
  CHECK_FALSE(report.problems()[0].hint.empty());
  CHECK(serving.ask("agent-000002") == "agent.not_found");
  CHECK(serving.settled() == before);
  caller.stop();
  CHECK(caller.wrong() == 0);
}

/// The same file at the start: the good one serves, the host says it is degraded.
void check_others_start(const Fault& fault) {
  CAPTURE(fault.name);
  ServingHost serving(Policy::keep_all);
  echo_copy(serving.plugin("live.so"), "agent-000001");
  fault.make(serving.plugin("fault.so"));

  const ReloadReport report = serving.host.start();

  CHECK(report.outcome() == Outcome::published);
  CHECK(report.refused() == 1);
  CHECK(serving.ask("agent-000001") == "version-0000");
  CHECK(serving.host.status().health == Health::degraded);
}

void check_row(std::string_view row) {
  for (const Fault& fault : faults_of(row)) {
    check_old_table_kept(fault);
    check_others_start(fault);
  }
}

}  // namespace

TEST_CASE("FILE-01 what is no library leaves a serving host as it was") { check_row("FILE-01"); }
TEST_CASE("FILE-03 a library of another kind leaves a serving host as it was") {
  check_row("FILE-03");
}
TEST_CASE("LINK-01 a library that cannot be linked leaves a serving host as it was") {
  check_row("LINK-01");
}
TEST_CASE("CODE-04 a register that fails or adds nothing leaves a serving host as it was") {
  check_row("CODE-04");
}

}  // namespace muster::test
