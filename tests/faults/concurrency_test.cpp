// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <urcu/urcu-memb.h>

#include <array>
#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/fixture_plugins.h"
#include "support/lease_exchange.h"
#include "support/serving_host.h"

namespace muster {
namespace {

TEST_SUITE_BEGIN("faults");

constexpr auto kSlug = "agent-000000";

/// A host with one agent, whose library is replaced by another version and back.
struct Changing : test::ServingHost {
  std::array<std::string, 2> versions{
      test::content_of(test::echo_copy(root / "one.so", kSlug, "version-0001")),
      test::content_of(test::echo_copy(root / "two.so", kSlug, "version-0002"))};
  std::atomic<int> wrong = 0;

  Changing() {
    test::write_whole(plugin("a.so"), versions.front());
    REQUIRE(host.start().outcome() == Outcome::published);
  }

  void reload_often(int times) {
    for (int i = 1; i <= times; ++i) {
      test::write_whole(plugin("a.so"), versions.at(static_cast<std::size_t>(i) % 2));
      if (host.reload().outcome() != Outcome::published) ++wrong;
    }
  }

  void check(const std::string& answer) {
    if (answer != "version-0001" && answer != "version-0002") ++wrong;
  }
  void look_up_and_call() {
    std::string answer;
    const auto lease = host.find(kSlug);
    if (!lease || !lease->call("version", answer)) ++wrong;
    check(answer);
    check(ask(kSlug));
  }
};

/// Has pinned and read, and does both once more when its thread's objects are destroyed.
struct LateCaller {
  Changing* changing = nullptr;
  ~LateCaller() {
    if (changing != nullptr) changing->look_up_and_call();
  }
};

TEST_CASE_FIXTURE(Changing, "CONC-02 a thousand short threads call during a thousand reloads") {
  constexpr int kThreads = 1000;
  const test::ProcessState before = settled();
  std::atomic<int> begun = 0;
  std::vector<std::thread> starters;
  for (int i = 0; i < 4; ++i) {
    starters.emplace_back([&] {
      while (begun++ < kThreads) {
        std::thread([&] {
          thread_local LateCaller late;
          late.changing = this;
          look_up_and_call();
        }).join();
      }
    });
  }
  reload_often(1000);
  for (std::thread& starter : starters) starter.join();

  CHECK(wrong == 0);
  const test::ProcessState after = settled();
  CHECK(after.threads == before.threads);
  CHECK(after.mapped.size() == before.mapped.size());
  CHECK(after.descriptors.size() == before.descriptors.size());
}

TEST_CASE_FIXTURE(Changing, "CONC-02 a thread that the program registered with liburcu calls too") {
  std::atomic<bool> stop = false;
  std::atomic<int> calls = 0;
  std::thread registered([&] {
    urcu_memb_register_thread();
    while (!stop) {
      urcu_memb_read_lock();  // the program's own sections go on as well
      look_up_and_call();
      urcu_memb_read_unlock();
      ++calls;
    }
    urcu_memb_unregister_thread();  // aborts if it is not registered
    look_up_and_call();             // by the seam, from here on
  });
  while (calls == 0) std::this_thread::yield();
  reload_often(100);
  stop = true;
  registered.join();
  CHECK(wrong == 0);
  CHECK(host.stop().empty());
}

TEST_CASE_FIXTURE(Changing, "CONC-03 libraries come and go under leases that change their thread") {
  const test::ProcessState before = settled();
  test::LeaseExchange exchange;
  std::atomic<bool> stop = false;
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      std::string answer;
      while (!stop) {
        auto found = host.find(kSlug);
        const auto lease = exchange.trade(found ? std::optional(std::move(*found)) : std::nullopt);
        if (!lease) continue;
        if (!lease->call("version", answer)) ++wrong;
        check(answer);
      }
    });
  }
  reload_often(300);
  stop = true;
  for (std::thread& caller : callers) caller.join();
  exchange.trade({});

  CHECK(wrong == 0);
  const test::ProcessState after = settled();
  CHECK(after.mapped.size() == before.mapped.size());
  CHECK(after.staged.size() == before.staged.size());
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster
