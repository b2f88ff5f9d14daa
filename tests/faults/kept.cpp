// SPDX-License-Identifier: Apache-2.0
#include "faults/kept.h"

#include <doctest/doctest.h>

#include <string>

#include "support/serving_host.h"

namespace muster::test {

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
  CHECK(report.problems()[0].subject == path + fault.expected_place);
  CHECK_MESSAGE(report.problems()[0].message.find(fault.expected_text) != std::string::npos,
                report.problems()[0]);
  CHECK_FALSE(report.problems()[0].hint.empty());
  CHECK(serving.ask("agent-000002") == "agent.not_found");
  CHECK(serving.settled() == before);
  caller.stop();
  CHECK(caller.wrong() == 0);
}

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

void check_row_kept(std::string_view row) {
  for (const Fault& fault : faults_of(row)) {
    check_old_table_kept(fault);
    check_others_start(fault);
  }
}

}  // namespace muster::test
