// SPDX-License-Identifier: Apache-2.0
#include "registry/retirer.h"

#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <latch>
#include <memory>
#include <string>
#include <thread>

#include "base/clock.h"
#include "rcu/rcu.h"
#include "registry/registry.h"
#include "support/elf_patch.h"
#include "support/fixture_plugins.h"
#include "support/loading.h"
#include "support/units.h"

namespace muster::registry {
namespace {

TEST_SUITE_BEGIN("registry");

/// A plugin without a library that counts its agent's end.
struct Fixture {
  SystemClock clock;
  int wakes = 0;
  Retirer retirer{clock, [this] { ++wakes; }};
  Registry registry{retirer};
  std::atomic<int> closed = 0;

  catalog::Catalog catalog_of(std::string_view version) {
    auto unit = test::plain_plugin("a.so", {"echo"}, version);
    unit->agents.front()->self = &closed;
    unit->agents.front()->close = [](void* self) { ++*static_cast<std::atomic<int>*>(self); };
    return {{plugin::share(std::move(unit),
                           [this](std::unique_ptr<plugin::LoadedPlugin> ended) {
                             retirer.take(std::move(ended));
                           })},
            {},
            {}};
  }
};

TEST_CASE_FIXTURE(Fixture, "a replaced plugin is closed by the next step and not before") {
  registry.publish(catalog_of("1"));
  registry.publish(catalog_of("2"));
  CHECK(wakes > 0);
  CHECK(closed == 0);
  CHECK_FALSE(retirer.step());
  CHECK(closed == 1);
  registry.close();
  CHECK_FALSE(retirer.step());
  CHECK(closed == 2);
}

TEST_CASE_FIXTURE(Fixture, "a plugin in use is retained until its last lease ends") {
  registry.publish(catalog_of("1"));
  {
    const auto lease = registry.find("echo");
    registry.publish(catalog_of("2"));
    CHECK(retirer.step());
    CHECK(closed == 0);
    const auto retained = retirer.retained();
    REQUIRE(retained.size() == 1);
    CHECK(retained.front().path == "a.so");
    CHECK(retained.front().uses == 1);
  }
  CHECK_FALSE(retirer.step());
  CHECK(closed == 1);
  CHECK(retirer.retained().empty());
  registry.close();
  CHECK_FALSE(retirer.step());
}

TEST_CASE_FIXTURE(Fixture, "a snapshot keeps its plugins open") {
  registry.publish(catalog_of("1"));
  Snapshot snapshot = registry.snapshot();
  registry.close();
  CHECK_FALSE(retirer.step());
  CHECK(closed == 0);
  snapshot = {};
  CHECK_FALSE(retirer.step());
  CHECK(closed == 1);
}

TEST_CASE_FIXTURE(Fixture, "a plugin that came since the last step is not what that had to leave") {
  registry.publish(catalog_of("1"));
  Snapshot snapshot = registry.snapshot();
  registry.close();
  CHECK_FALSE(retirer.step());
  snapshot = {};  // the plugin comes only now
  CHECK(retirer.retained().empty());
  CHECK_FALSE(retirer.step());
}

TEST_CASE_FIXTURE(Fixture,
                  "a step that may not unload closes agents, and only calls are waited for") {
  using Reach = Retirer::Reach;
  registry.publish(catalog_of("1"));
  {
    const auto lease = registry.find("echo");
    registry.close();
    CHECK(retirer.step(Reach::close));
    CHECK(closed == 0);
  }
  CHECK_FALSE(retirer.step(Reach::close));
  CHECK(closed == 1);
  REQUIRE(retirer.retained().size() == 1);
  CHECK(retirer.retained()[0].reason == "closed, and kept by code that holds the dynamic linker");
  CHECK_FALSE(retirer.step(Reach::unload));
  CHECK(closed == 1);
  CHECK(retirer.retained().empty());
}

TEST_CASE_FIXTURE(Fixture, "a step that was given up on leaves all other plugins to the next one") {
  struct Gate {
    std::latch entered{1};
    std::latch open{1};
  } gate;
  auto hanging = test::plain_plugin("hanging.so", {"hanging"}, "1");
  hanging->agents.front()->self = &gate;
  hanging->agents.front()->close = [](void* self) {
    static_cast<Gate*>(self)->entered.count_down();
    static_cast<Gate*>(self)->open.wait();
  };
  retirer.take(std::move(hanging));
  bool is_left = false;
  std::thread stuck([&] { is_left = retirer.step(); });
  gate.entered.wait();
  retirer.give_up();
  CHECK_FALSE(retirer.step());
  REQUIRE(retirer.retained().size() == 1);
  CHECK(retirer.retained()[0].reason == "has not returned from its close or its destructors");

  { const auto ended = catalog_of("2"); }  // its plugin comes to the retirer
  gate.open.count_down();
  stuck.join();
  CHECK(is_left);
  CHECK(closed == 0);
  CHECK_FALSE(retirer.step());
  CHECK(closed == 1);
  CHECK(retirer.retained().empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "nothing is closed while a reader that could find it is in its section") {
  registry.publish(catalog_of("1"));
  std::barrier in_section(2);
  std::atomic<bool> closed_early = false;
  std::thread reader([&] {
    const rcu::Section section;
    in_section.arrive_and_wait();
    // Gives a retirer that does not wait for the grace period a fifth of a second to close.
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
    while (std::chrono::steady_clock::now() < until && closed == 0) std::this_thread::yield();
    closed_early = closed != 0;
  });
  in_section.arrive_and_wait();
  registry.close();
  CHECK_FALSE(retirer.step());
  reader.join();
  CHECK_FALSE(closed_early);
  CHECK(closed == 1);
}

TEST_CASE("a plugin whose helper asks never to be unloaded is retained and not waited for") {
  test::Loading loading;
  const SystemClock clock;
  Retirer retirer(clock, [] {});
  // Its name is no other test's: the library stays in the process.
  const std::string folder = test::bundle_copy(loading.folder() / "bundle", "agent-000001",
                                               "version-0001", "libhelper-stay.so");
  std::string helper = test::content_of(folder + "/libhelper-stay.so");
  test::set_dynamic_entry(helper, DT_RELACOUNT, {DT_FLAGS_1, {DF_1_NODELETE}});
  test::write_whole(folder + "/libhelper-stay.so", helper);
  auto loaded = loading.load(folder);
  REQUIRE(loaded);

  retirer.take(*std::move(loaded));
  CHECK_FALSE(retirer.step());
  CHECK_FALSE(retirer.step());
  const auto retained = retirer.retained();
  REQUIRE(retained.size() == 1);
  CHECK(retained.front().path == folder);
  CHECK(retained.front().reason ==
        "still mapped: its libhelper-stay.so, for it asks never to be unloaded (NODELETE)");
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::registry
