// SPDX-License-Identifier: Apache-2.0
#include "cli/list.h"

#include <doctest/doctest.h>

#include "cli/fake_link.h"

namespace muster::cli {
namespace {

TEST_CASE("a list is a table with a heading, one row a thing") {
  test::Console console;
  CHECK(run_list({}, console.peer, console.output) == ExitStatus::done);
  CHECK(console.out.str() ==
        "SLUG  VERSION  PLUGIN           DESCRIPTION\n"
        "echo  1.2      plugins/echo.so\n");
}

TEST_CASE("with --json a list is an array of objects, empty where nothing is live") {
  test::Console console;
  console.output.json = true;
  CHECK(run_list({.what = "skills"}, console.peer, console.output) == ExitStatus::done);
  CHECK(console.json_out().at(0).at("name") == "operate");

  test::Console bare;
  bare.output.json = true;
  bare.host.live_plugins.clear();
  CHECK(run_list({.what = "plugins"}, bare.peer, bare.output) == ExitStatus::done);
  CHECK(bare.out.str() == "[]\n");
}

TEST_CASE("nothing live is said in words") {
  test::Console console;
  console.host.live_agents.clear();
  CHECK(run_list({}, console.peer, console.output) == ExitStatus::done);
  CHECK(console.out.str() == "no agents are live\n");
}

}  // namespace
}  // namespace muster::cli
