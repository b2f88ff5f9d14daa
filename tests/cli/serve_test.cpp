// SPDX-License-Identifier: Apache-2.0
#include "cli/serve.h"

#include <doctest/doctest.h>

#include <sstream>

#include "support/temp_dir.h"

namespace muster::cli {
namespace {

TEST_CASE("what nobody says has its usual value") {
  serve::Environment environment;
  environment.xdg_runtime_dir = "/run/user/7";
  const auto options = daemon_options({}, environment);
  REQUIRE(options);
  CHECK(options->name == "default");
  CHECK(options->socket == "/run/user/7/muster/default.sock");
  CHECK(options->watch);
  CHECK(options->on_error == Policy::keep_all);
  CHECK_FALSE(options->strict);
}

TEST_CASE("what serve is told about loading reaches the host") {
  serve::Config config;
  config.host = "blue";
  config.probe = "p";
  config.permissions = Permissions::off;
  config.allow_process_changes = {"a.so"};
  const auto options = daemon_options(config, {.xdg_state_home = "/s"});
  REQUIRE(options);
  CHECK(options->state == "/s/muster/blue");
  CHECK(options->probe == "p");
  CHECK(options->permissions == Permissions::off);
  CHECK(options->allow_process_changes == std::vector<std::string>{"a.so"});
}

TEST_CASE("any fault of the configuration file is status 5, told in one line") {
  const test::TempDir temp;
  for (const char* text :
       {"hots: x\n", "host: [\n", "- a\n", "agents: {a: {b: {env: MUSTER_TEST_NOT_SET}}}\n"}) {
    std::ostringstream out;
    std::ostringstream err;
    Output output{out, err};
    const std::string file = temp.write("m.yaml", text);
    const auto status = run_serve({.config_file = file, .line = {}}, {}, output);
    CHECK(status == ExitStatus::configuration);
    CHECK(err.str().starts_with("muster: " + file + ":"));
  }
  std::ostringstream out;
  std::ostringstream err;
  Output output{out, err};
  CHECK(run_serve({.config_file = temp / "none", .line = {}}, {}, output) ==
        ExitStatus::configuration);
}

TEST_CASE("the ready line says what is served, and what was refused only if anything was") {
  Status status;
  status.generation = 1;
  status.agents = 2;
  CHECK(serve::ready_line(status, 0) == "ready: generation 1, 2 agents, 0 skills, 0 plugins");
  CHECK(serve::ready_line(status, 3) ==
        "ready: generation 1, 2 agents, 0 skills, 0 plugins, 3 refused");
}

}  // namespace
}  // namespace muster::cli
