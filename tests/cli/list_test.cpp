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

/// Ten agents, "a0" to "a9", the even ones with a tag.
void add_agents(test::FakeApi& host) {
  host.live_agents.clear();
  for (int number = 0; number < 10; ++number) {
    AgentInfo& agent = host.live_agents.emplace_back();
    agent.descriptor.slug = "a" + std::to_string(number);
    if (number % 2 == 0) agent.descriptor.tags = {"even"};
  }
}

TEST_CASE("a page of a list says on the side whether more follow") {
  test::Console console;
  add_agents(console.host);
  console.output.json = true;
  ListOptions options{.filter = {.tags = {"even"}, .match = "a[0-7]", .limit = 3}};
  CHECK(run_list(options, console.peer, console.output) == ExitStatus::done);
  const auto page = console.json_out();
  REQUIRE(page.as_array().size() == 3);
  CHECK(page.at(2).at("slug") == "a4");
  CHECK(console.err.str() == "muster: more follow: --after 'a4'\n");

  test::Console next;
  add_agents(next.host);
  options.filter.after = "a4";
  CHECK(run_list(options, next.peer, next.output) == ExitStatus::done);
  CHECK(next.out.str() ==
        "SLUG  VERSION  PLUGIN  DESCRIPTION\n"
        "a6\n");
  CHECK(next.err.str().empty());
}

TEST_CASE("a list by a pattern that is none fails with the host's words") {
  test::Console console;
  const auto failed = run_list({.filter = {.match = "("}}, console.peer, console.output);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == "host.bad_pattern");
}

TEST_CASE("nothing live is said in words") {
  test::Console console;
  console.host.live_agents.clear();
  CHECK(run_list({}, console.peer, console.output) == ExitStatus::done);
  CHECK(console.out.str() == "no agents are live\n");
}

}  // namespace
}  // namespace muster::cli
