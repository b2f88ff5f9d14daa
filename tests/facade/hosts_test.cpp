// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <muster/hosts.h>

#include <string>
#include <vector>

#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster::test {
namespace {

std::string text_of_call(Host& host, std::string_view slug) {
  const auto answer = host.call(slug, R"({"ask":"version"})");
  return answer ? answer->text() : std::string(answer.error().code);
}

TEST_SUITE_BEGIN("facade");

TEST_CASE("hosts are found by name, and a name that is taken is refused") {
  Hosts hosts;
  const auto blue = hosts.add({.name = "blue"});
  REQUIRE(blue);
  REQUIRE(hosts.add({}));
  CHECK(hosts.names() == std::vector<std::string>{"blue", "default"});
  CHECK(hosts.find("blue") == *blue);
  CHECK((*blue)->status().name == "blue");
  CHECK(hosts.find("green") == nullptr);
  CHECK(hosts.add({.name = "blue"}).error().code == "host.name_taken");
}

TEST_CASE("a host that is removed is stopped, whoever still holds it") {
  Hosts hosts;
  const auto blue = *hosts.add({.name = "blue"});
  blue->start();
  CHECK(hosts.remove("blue").empty());
  CHECK(blue->status().health == Health::stopping);
  CHECK(hosts.find("blue") == nullptr);
  CHECK(hosts.remove("blue").empty());
  CHECK(hosts.add({.name = "blue"}));
}

TEST_CASE("two hosts on one folder share nothing") {
  const TempDir root;
  const std::string plugins = root.make_folder("plugins");
  patched_copy(fixture("shared_state"), plugins + "/count.so", {});
  echo_copy(plugins + "/a.so", "agent-000001", "version-0001");
  Hosts hosts;
  for (const char* const name : {"blue", "green"}) {
    const auto host = hosts.add({.name = name,
                                 .plugins = {plugins},
                                 .staging = root.make_folder(std::string("staging-") + name)});
    REQUIRE(host);
    CHECK((*host)->start().problems().empty());
  }
  Host& blue = *hosts.find("blue");
  Host& green = *hosts.find("green");

  // Each has a copy of its own, and with it the static state.
  CHECK(text_of_call(blue, "shared-state") == "version-0000: 1 and 1");
  CHECK(text_of_call(blue, "shared-state") == "version-0000: 2 and 2");
  CHECK(text_of_call(green, "shared-state") == "version-0000: 1 and 1");

  // A reload of one, and what the program adds to it, leave the other as it is.
  echo_copy(plugins + "/a.so", "agent-000001", "version-0002");
  CHECK(blue.reload().outcome() == Outcome::published);
  REQUIRE(blue.add("greet", "Greets.", [](Call& call) { return call.text("hello"); }));
  CHECK(text_of_call(blue, "agent-000001") == "version-0002");
  CHECK(text_of_call(green, "agent-000001") == "version-0001");
  CHECK(text_of_call(green, "greet") == "agent.not_found");
  CHECK(blue.status().generation == 3);
  CHECK(green.status().generation == 1);

  CHECK(hosts.remove("blue").empty());
  CHECK(text_of_call(green, "agent-000001") == "version-0001");
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::test
