// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "faults/kept.h"
#include "support/serving_host.h"

namespace muster::test {

TEST_CASE("META-01 a library that lies about an agent is refused by the agent and the field") {
  check_row_kept("META-01");
}

TEST_CASE("META-01 what a library says is copied before its register returns") {
  ServingHost serving;
  write_whole(serving.plugin("on_stack.so"), content_of(fixture("on_stack")));

  const ReloadReport report = serving.host.start();

  CHECK(report.problems().empty());
  AgentDescriptor expected;
  expected.slug = expected.replaced_by = "on-stack";
  expected.title = "On a stack";
  expected.description = "Stood there.";
  expected.version = "2.0";
  expected.tags = {"moment"};
  expected.input_schema = expected.output_schema = expected.config_schema = R"({"type":"object"})";
  const auto info = serving.host.agent("on-stack");
  REQUIRE(info);
  CHECK((info->descriptor == expected));
}

TEST_CASE("META-01 everything that is wrong with a library is said at once") {
  ServingHost serving;
  const std::string path = serving.plugin("liar.so");
  patched_copy(fixture("liar"), path, "lie:....................................",
               "lie:everything..........................");

  const ReloadReport report = serving.host.start();

  REQUIRE(report.files.size() == 1);
  std::vector<std::string> messages;
  for (const Error& problem : report.files[0].problems) {
    CHECK(problem.subject == path + ": liar");
    messages.push_back(problem.message);
  }
  CHECK(messages == std::vector<std::string>{"flags: 0x100 is not known to this host",
                                             "description: empty", "tags[1]: empty", "call: NULL"});
}

}  // namespace muster::test
