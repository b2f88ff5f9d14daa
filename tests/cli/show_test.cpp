// SPDX-License-Identifier: Apache-2.0
#include "cli/show.h"

#include <doctest/doctest.h>

#include "cli/fake_link.h"

namespace muster::cli {
namespace {

TEST_CASE("an agent is shown with its plugin, flags and schema") {
  test::Console console;
  CHECK(run_show({.name = "echo"}, console.peer, console.output) == ExitStatus::done);
  const std::string text = console.out.str();
  CHECK(text.starts_with("agent echo\n"));
  CHECK(text.find("plugins/echo.so") != std::string::npos);
  CHECK(text.find("idempotent") != std::string::npos);
  CHECK(text.find(R"({"type":"object"})") != std::string::npos);
}

TEST_CASE("a skill is shown with its fields and its body") {
  test::Console console;
  CHECK(run_show({.name = "operate"}, console.peer, console.output) == ExitStatus::done);
  CHECK(console.out.str().starts_with("skill operate\n"));
  CHECK(console.out.str().find("MIT") != std::string::npos);
  CHECK(console.out.str().ends_with("\n\n# Body\n"));
}

TEST_CASE("an agent and a skill of one name are both shown") {
  test::Console console;
  console.host.live_skills.front().descriptor.name = "echo";
  CHECK(run_show({.name = "echo"}, console.peer, console.output) == ExitStatus::done);
  CHECK(console.out.str().find("agent echo\n") != std::string::npos);
  CHECK(console.out.str().find("skill echo\n") != std::string::npos);
}

TEST_CASE("with --json both kinds are there, null where there is none") {
  test::Console console;
  console.output.json = true;
  CHECK(run_show({.name = "echo"}, console.peer, console.output) == ExitStatus::done);
  CHECK(console.json_out().at("agent").at("slug") == "echo");
  CHECK(console.json_out().at("skill").is_null());
}

TEST_CASE("a name that nothing has is an error that says where to look") {
  test::Console console;
  const auto status = run_show({.name = "nobody"}, console.peer, console.output);
  REQUIRE_FALSE(status);
  CHECK(status.error().code == "cli.not_live");
  CHECK(exit_status(status.error()) == ExitStatus::failed);
}

}  // namespace
}  // namespace muster::cli
