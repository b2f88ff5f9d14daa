// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "registry/registry.h"
#include "registry/retirer.h"
#include "support/lease_exchange.h"
#include "support/units.h"

namespace muster::registry {
namespace {

TEST_SUITE_BEGIN("registry");

constexpr std::size_t kGenerations = 3000;

/// Plugins of plain data that note when their agent is closed; the notes outlive them.
struct Fixture {
  SystemClock clock;
  Retirer retirer{clock, [] {}};
  Registry registry{retirer};
  std::array<std::atomic<bool>, kGenerations> closed{};

  void publish(std::size_t number) {
    auto unit = test::plain_plugin("a.so", {"echo"}, std::to_string(number));
    plugin::Agent& agent = *unit->agents.front();
    agent.self = &closed.at(number);
    agent.close = [](void* self) { *static_cast<std::atomic<bool>*>(self) = true; };
    const auto retire = [this](std::unique_ptr<plugin::LoadedPlugin> ended) {
      retirer.take(std::move(ended));
    };
    registry.publish({{plugin::share(std::move(unit), retire)}, {}, {}});
  }
};

bool is_closed(const Lease& lease) {
  return *static_cast<const std::atomic<bool>*>(lease.agent().self);
}

TEST_CASE_FIXTURE(Fixture, "CONC-01 no agent is closed under a lease, whichever thread ends it") {
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  test::LeaseExchange exchange;
  publish(0);
  std::vector<std::thread> readers;
  const auto find = [&] {
    auto found = registry.find("echo");
    if (!found || is_closed(*found)) ++wrong;
    return found;
  };
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {  // wherever they are interrupted, the others go on
      while (!stop) static_cast<void>(find());
    });
    readers.emplace_back([&] {
      while (!stop) {
        const auto lease = exchange.trade(*find());
        std::this_thread::yield();
        if (lease && is_closed(*lease)) ++wrong;
      }
    });
  }
  for (std::size_t number = 1; number < kGenerations; ++number) {
    publish(number);
    static_cast<void>(retirer.step());
    std::this_thread::yield();
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  exchange.trade({});
  registry.close();

  CHECK(wrong == 0);
  CHECK_FALSE(retirer.step());
  CHECK(std::ranges::all_of(closed, [](const auto& was_closed) { return was_closed.load(); }));
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::registry
