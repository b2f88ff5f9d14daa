// SPDX-License-Identifier: Apache-2.0
// What finding an agent asks of the allocator and of the kernel, and what a registry keeps.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "registry/registry.h"
#include "support/allocations.h"
#include "support/no_system_calls.h"
#include "support/units.h"

namespace muster::registry {
namespace {

TEST_SUITE_BEGIN("registry");

struct Fixture {
  SystemClock clock;
  Retirer retirer{clock, [] {}};
  Registry registry{retirer};

  // The thread's first find makes it known to RCU, and its first pin makes its counters.
  Fixture() {
    registry.publish({{test::shared_plugin("a.so", {"echo", "digest"})}, {}, {}});
    find(1);
  }

  void find(int times) const {
    for (int i = 0; i < times; ++i) static_cast<void>(registry.find("echo"));
  }
  void miss(int times) const {
    for (int i = 0; i < times; ++i) static_cast<void>(registry.find("nobody"));
  }
};

TEST_CASE_FIXTURE(Fixture, "a find allocates nothing, and a miss neither") {
  const auto before = test::allocations();
  find(1'000);
  miss(1'000);
  CHECK(test::allocations().count == before.count);
}

TEST_CASE_FIXTURE(Fixture, "a find makes no system call, and a miss neither") {
  CHECK(test::runs_without_system_calls([this] { find(1'000); }));
  CHECK(test::runs_without_system_calls([this] { miss(1'000); }));
}

TEST_CASE("a system call where none may be made is found") {
  CHECK(test::kFindsSystemCalls !=
        test::runs_without_system_calls([] { static_cast<void>(::getppid()); }));
}

plugin::PluginPtr plugin_of(std::size_t agents) {
  auto unit = test::plain_plugin("a.so", {});
  for (std::size_t i = 0; i < agents; ++i) {
    auto agent = std::make_unique<plugin::Agent>();
    agent->descriptor.slug = fmt::format("agent-{:06}", i);
    agent->pins = unit->pins.slot();
    unit->agents.push_back(std::move(agent));
  }
  return unit;
}

TEST_CASE("a registry without agents holds less than 300 KB") {
  const auto before = test::allocations();
  const SystemClock clock;
  auto retirer = std::make_unique<Retirer>(clock, [] {});
  const auto registry = std::make_unique<Registry>(*retirer);
  registry->publish({});
  CHECK_FALSE(registry->find("echo"));
  CHECK(test::allocations().bytes - before.bytes < 300'000);
}

TEST_CASE("publishing an agent takes less than 256 bytes beside its strings") {
  for (const std::size_t agents : {70U, 1'110U, 20'000U}) {
    CAPTURE(agents);
    std::vector<plugin::PluginPtr> plugins{plugin_of(agents)};
    const auto before = test::allocations();
    const Generation generation(1, catalog::Catalog(std::move(plugins), {}, {}));
    const auto bytes = test::allocations().bytes - before.bytes;
    // Even what was given back on the way counts.
    CHECK(bytes / agents < 256);
    CHECK(generation.agents.find("agent-000069") != nullptr);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::registry
