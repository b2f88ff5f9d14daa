// SPDX-License-Identifier: Apache-2.0
#include "plugin/loaded_plugin.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <stdexcept>
#include <thread>
#include <utility>

#include "support/fixture_plugins.h"
#include "support/loading.h"

namespace muster::plugin {
namespace {

using test::fixture;
using test::Loading;

std::string answer(const Agent& agent, std::string_view input) {
  const auto blocks = invoke(agent, {.input = input});
  REQUIRE(blocks);
  REQUIRE(blocks->size() == 1);
  return blocks->front().bytes;
}

int closes = 0;
void count_close(void*) { ++closes; }

}  // namespace

TEST_CASE("a loaded plugin has its agents open, and retiring it leaves nothing") {
  Loading loading;
  const auto before = loading.state();
  auto plugin = loading.load(fixture("echo"));
  REQUIRE(plugin);
  CHECK((*plugin)->path == fixture("echo"));
  CHECK((*plugin)->hash == sha256(test::content_of(fixture("echo"))));
  REQUIRE((*plugin)->agents.size() == 1);
  const Agent& agent = *(*plugin)->agents.front();
  CHECK(agent.descriptor.slug == "agent-000000");
  CHECK(agent.descriptor.version == "version-0000");
  CHECK(agent.pins == (*plugin)->pins.slot());
  CHECK(answer(agent, "hello") == "hello");
  CHECK(answer(agent, "opened") == "1 opened, 0 closed");
  CHECK(loading.state().mapped.size() == 1);

  CHECK((*plugin)->retire());
  CHECK((*plugin)->retire());  // once is enough; twice does no harm
  plugin->reset();
  CHECK(loading.state() == before);
}

TEST_CASE("a plugin that is only dropped is closed and unmapped too") {
  Loading loading;
  const auto before = loading.state();
  { REQUIRE(loading.load(fixture("echo"))); }
  CHECK(loading.state() == before);
}

TEST_CASE("two versions of a plugin are loaded at once, each with its own code and variables") {
  Loading loading;
  const auto first =
      loading.load(test::echo_copy(loading.folder() / "v1.so", "agent-000001", "version-0001"));
  const auto second =
      loading.load(test::echo_copy(loading.folder() / "v2.so", "agent-000001", "version-0002"));
  REQUIRE(first);
  REQUIRE(second);
  CHECK(answer(*(*first)->agents.front(), "version") == "version-0001");
  CHECK(answer(*(*second)->agents.front(), "version") == "version-0002");
  CHECK(answer(*(*second)->agents.front(), "opened") == "1 opened, 0 closed");
}

TEST_CASE("an agent without open and close serves") {
  Loading loading;
  const auto plugin = loading.load(fixture("pair"));
  REQUIRE(plugin);
  REQUIRE((*plugin)->agents.size() == 2);
  CHECK((*plugin)->agents[0]->descriptor.slug == "pair-one");
  CHECK((*plugin)->agents[1]->descriptor.slug == "pair-two");
  CHECK(invoke(*(*plugin)->agents[0], {.input = "{}"}));
}

TEST_CASE("a library of another minor is given today's structs and read as far as it goes") {
  Loading loading;
  for (const auto& [name, minor] :
       {std::pair("sizes", "2"), {"sizes_0_1", "1"}, {"sizes_later", "2"}}) {
    CAPTURE(name);
    const auto plugin = loading.load(fixture(name));
    REQUIRE(plugin);
    const Agent& agent = *(*plugin)->agents.front();
    CHECK(answer(agent, "{}") == fmt::format("{} {} {} {}", minor, sizeof(muster_host),
                                             sizeof(muster_open), sizeof(muster_call)));
    CHECK_FALSE(agent.descriptor.keyed);
    CHECK((agent.start == nullptr));
    CHECK((agent.stop == nullptr));
  }
}

TEST_CASE("an agent reads its configuration, as text and as a tree, until it is closed") {
  Loading loading;
  loading.configurations = {{"configured-late", {R"({"word":"late"})"}}};
  const auto plugin = loading.load(fixture("configured_late"));
  REQUIRE(plugin);
  loading.configurations.clear();  // the caller's; the agent's stays
  const auto blocks = invoke(*(*plugin)->agents.front(), {.input = "{}"});
  REQUIRE(blocks);
  REQUIRE(blocks->size() == 2);
  CHECK((*blocks)[0].bytes == R"({"word":"late"})");
  CHECK((*blocks)[1].bytes == "late");
}

TEST_CASE("an agent that cannot be opened refuses the library and closes those opened before") {
  Loading loading;
  const auto before = loading.state();
  const auto plugin = loading.load(fixture("open_fails"));
  REQUIRE_FALSE(plugin);
  REQUIRE(plugin.error().size() == 1);
  const Error& error = plugin.error().front();
  CHECK(error.code == "open.failed");
  CHECK(error.subject == fixture("open_fails") + ": second");
  CHECK(error.message == "no such zone");
  CHECK(loading.state() == before);  // the first agent holds a descriptor while it is open
}

TEST_CASE("the last owner of a shared plugin hands it over instead of destroying it") {
  Loading loading;
  auto plugin = loading.load(fixture("echo"));
  REQUIRE(plugin);
  std::unique_ptr<LoadedPlugin> retired;
  {
    const PluginPtr first = share(
        std::move(*plugin), [&](std::unique_ptr<LoadedPlugin> last) { retired = std::move(last); });
    const PluginPtr second = first;
    CHECK_FALSE(retired);
  }
  REQUIRE(retired);
  CHECK(answer(*retired->agents.front(), "opened") == "1 opened, 0 closed");
  CHECK(retired->retire());
}

TEST_CASE("a library with a pending thread_local object is retired in a second try") {
  Loading loading;
  LoadedPlugin plugin;
  const std::string path =
      loading.folder().write("a.so", test::content_of(fixture("thread_local")));
  plugin.library.emplace(std::move(*Library::open(path, path)));
  std::thread([&] { CHECK(plugin.library->entry()(nullptr) == MUSTER_OK); }).join();
  // The thread is gone, but the linker has yet to notice.
  for (int round = 0; round < 2 && plugin.library; ++round) std::ignore = plugin.retire();
  CHECK_FALSE(plugin.library);
}

TEST_CASE("agents are closed once, and an exception from close stops there") {
  closes = 0;
  {
    LoadedPlugin plugin;
    for (int i = 0; i < 2; ++i) {
      plugin.agents.push_back(std::make_unique<Agent>());
      plugin.agents.back()->close = count_close;
    }
    plugin.agents.push_back(std::make_unique<Agent>());
    plugin.agents.back()->close = [](void*) { throw std::runtime_error("no"); };
    CHECK(plugin.retire());
    CHECK(plugin.retire());
  }
  CHECK(closes == 2);
}

}  // namespace muster::plugin
