// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <muster/host.h>

#include <string>

#include "support/serving_host.h"

namespace muster {
namespace {

using test::ServingHost;

TEST_SUITE_BEGIN("facade");

TEST_CASE(
    "1,110 libraries and 1,000 skills are served, and a reload loads only the one that changed") {
  constexpr int kLibraries = 1'110;
  constexpr int kSkills = 1'000;
  ServingHost serving;
  for (int i = 0; i < kLibraries; ++i) {
    test::echo_copy(serving.plugin(fmt::format("{:04}.so", i)), fmt::format("agent-{:06}", i));
  }
  for (int i = 0; i < kSkills; ++i) {
    serving.root.write(
        fmt::format("skills/skill-{0}/SKILL.md", i),
        fmt::format("---\nname: skill-{0}\ndescription: Number {0}.\n---\n\nBody {0}.\n", i));
  }
  const ReloadReport first = serving.host.start();
  CHECK(first.problems().empty());
  CHECK(serving.host.agents().size() == kLibraries);
  CHECK(serving.host.skills().size() == kSkills);
  for (int i = 0; i < kLibraries; i += 37) {
    CHECK(serving.ask(fmt::format("agent-{:06}", i)) == "version-0000");
  }
  CHECK(serving.host.skill_body("skill-999").value().find("Body 999.") != std::string::npos);

  test::echo_copy(serving.plugin("0500.so"), "agent-000500", "version-0002");
  const ReloadReport second = serving.host.reload();
  CHECK(second.outcome() == Outcome::published);
  CHECK(second.changed.agents == std::vector<std::string>{"agent-000500"});
  CHECK(second.unchanged == kLibraries + kSkills - 1);
  CHECK(serving.ask("agent-000500") == "version-0002");
  CHECK(serving.ask("agent-000501", "opened") == "1 opened, 0 closed");
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster
