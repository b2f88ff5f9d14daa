// SPDX-License-Identifier: Apache-2.0
#include "registry/registry.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "plugin/loaded_plugin.h"
#include "support/units.h"

namespace muster::registry {
namespace {

using test::plain_plugin;
using test::shared_plugin;

TEST_SUITE_BEGIN("registry");

struct Fixture {
  SystemClock clock;
  Retirer retirer{clock, [] {}};
  Registry registry{retirer};
};

TEST_CASE_FIXTURE(Fixture, "before the first publish a find says so and a miss is told apart") {
  CHECK(registry.find("echo").error() == FindError::not_started);
  registry.publish({});
  CHECK(registry.find("echo").error() == FindError::not_found);
  registry.close();
  CHECK(registry.find("echo").error() == FindError::not_started);
}

TEST_CASE_FIXTURE(Fixture, "generations count from one") {
  CHECK(registry.snapshot().number == 0);
  CHECK(registry.publish({}) == 1);
  CHECK(registry.publish({}) == 2);
  CHECK(registry.snapshot().number == 2);
}

TEST_CASE_FIXTURE(Fixture, "a lease pins its plugin until it ends, wherever it was moved") {
  const auto unit = shared_plugin("a.so", {"echo"});
  registry.publish({{unit}, {}, {}});
  {
    auto lease = registry.find("echo");
    REQUIRE(lease);
    CHECK(lease->descriptor().slug == "echo");
    CHECK(lease->generation() == 1);
    const Lease moved = std::move(*lease);
    CHECK(unit->pins.slot().uses() == 1);
  }
  CHECK(unit->pins.slot().idle());
}

TEST_CASE_FIXTURE(Fixture, "a find that misses pins nothing") {
  const auto unit = shared_plugin("a.so", {"echo"});
  registry.publish({{unit}, {}, {}});
  CHECK_FALSE(registry.find("ech"));
  CHECK(unit->pins.slot().idle());
}

TEST_CASE_FIXTURE(Fixture,
                  "readers see one whole generation or the next while a writer publishes") {
  // Both agents of a generation carry its number, so a torn view would show two.
  const auto generation = [](int number) {
    const std::string version = std::to_string(number);
    auto unit = plain_plugin("a.so", {"one", "two"}, version);
    for (auto& agent : unit->agents) agent->descriptor.version = version;
    return catalog::Catalog({plugin::PluginPtr(std::move(unit))}, {}, {});
  };
  registry.publish(generation(1));
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      std::uint64_t newest = 0;
      while (!stop) {
        const auto lease = registry.find("two");
        if (!lease || lease->generation() < newest ||
            lease->descriptor().version != std::to_string(lease->generation())) {
          ++wrong;
          break;
        }
        newest = lease->generation();
      }
    });
  }
  // A plain unit is freed with its last catalog, so leases must not outlive the grace period here:
  // the generations are kept until the readers are done.
  for (int number = 2; number <= 500; ++number) registry.publish(generation(number));
  stop = true;
  for (std::thread& reader : readers) reader.join();
  CHECK(wrong == 0);
  CHECK_FALSE(retirer.step());
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::registry
