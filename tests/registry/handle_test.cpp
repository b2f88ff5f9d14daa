// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <muster/handle.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "plugin/call_pool.h"
#include "registry/registry.h"
#include "registry/retirer.h"
#include "support/units.h"

namespace muster::registry {
namespace {

TEST_SUITE_BEGIN("registry");

constexpr std::size_t kVersions = 2000;

/// Publishes versions of agent "echo", which answers with its own number.
struct Fixture {
  struct Version {
    Fixture* all = nullptr;
    std::string number;
    std::atomic<bool> is_closed = false;
  };

  SystemClock clock;
  plugin::CallPool pool;
  Retirer retirer{clock, [] {}};
  std::shared_ptr<Registry> registry = std::make_shared<Registry>(retirer);
  std::array<Version, kVersions> versions;  // outlive their units
  std::atomic<int> wrong = 0;

  static std::int32_t answer(void* self, const muster_call* call) {
    Version& version = *static_cast<Version*>(self);
    if (version.is_closed) ++version.all->wrong;
    const muster_host& host = version.all->pool.host();
    const muster_block block{.struct_size = sizeof block,
                             .type = MUSTER_BLOCK_TEXT,
                             .bytes = {version.number.data(), version.number.size()}};
    return host.write(host.context, call->token, &block);
  }

  plugin::PluginPtr unit(std::size_t number) {
    Version& version = versions.at(number);
    version.all = this;
    version.number = std::to_string(number);
    auto unit = test::plain_plugin("a.so", {"echo"}, version.number);
    plugin::Agent& agent = *unit->agents.front();
    agent.calls = &pool;
    agent.self = &version;
    agent.call = answer;
    agent.close = [](void* self) { static_cast<Version*>(self)->is_closed = true; };
    return plugin::share(std::move(unit), [this](std::unique_ptr<plugin::LoadedPlugin> ended) {
      retirer.take(std::move(ended));
    });
  }

  void publish(std::size_t number) { registry->publish({{unit(number)}, {}, {}}); }

  /// What a call of the handle came to: text, or the code.
  static std::string call(Handle& handle) {
    std::string out;
    const auto done = handle.call("{}", out);
    return done ? out : std::string(done.error().code);
  }
};

TEST_CASE_FIXTURE(Fixture, "a handle works before its agent is there, while it is, and again") {
  Handle handle(registry, "echo");
  CHECK(handle.slug() == "echo");
  CHECK(call(handle) == "host.not_started");
  registry->publish({});
  CHECK(call(handle) == "agent.not_found");
  publish(1);
  CHECK(call(handle) == "1");
  CHECK(call(handle) == "1");
  publish(2);
  CHECK(call(handle) == "2");
  registry->publish({});
  CHECK(call(handle) == "agent.not_found");
  publish(3);
  CHECK(call(handle) == "3");
  registry->close();
  CHECK(call(handle) == "host.not_started");
}

TEST_CASE_FIXTURE(Fixture, "a handle says which name is not live and what to do") {
  registry->publish({});
  Handle handle(registry, "ech");
  std::string out = "untouched";
  const auto done = handle.call("{}", out);
  REQUIRE_FALSE(done);
  CHECK(done.error().subject == "ech");
  CHECK_FALSE(done.error().hint.empty());
  CHECK(out == "untouched");
}

TEST_CASE_FIXTURE(Fixture, "a handle keeps no version that was replaced from being closed") {
  publish(1);
  Handle handle(registry, "echo");
  CHECK(call(handle) == "1");
  publish(2);
  CHECK_FALSE(retirer.step());
  CHECK(versions[1].is_closed);
  CHECK(call(handle) == "2");
}

TEST_CASE_FIXTURE(Fixture, "a copy of a handle is a handle of its own") {
  publish(1);
  Handle one(registry, "echo");
  CHECK(call(one) == "1");
  Handle two = one;
  publish(2);
  CHECK(call(two) == "2");
  CHECK(call(one) == "2");
}

TEST_CASE("a handle that outlives the registry's owner says that nothing serves") {
  auto fixture = std::make_unique<Fixture>();
  fixture->publish(1);
  Handle handle(fixture->registry, "echo");
  CHECK(Fixture::call(handle) == "1");
  fixture->registry->close();
  fixture.reset();
  CHECK(Fixture::call(handle) == "host.not_started");
}

TEST_CASE_FIXTURE(Fixture,
                  "CONC-01 handles see no closed agent and no older version after a newer") {
  std::atomic<bool> stop = false;
  publish(0);
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      Handle handle(registry, "echo");
      std::string out;
      for (std::size_t newest = 0; !stop;) {
        const bool is_there = handle.call("{}", out).has_value();
        const std::size_t seen = is_there ? std::stoul(out) : 0;
        if (!is_there || seen < newest) ++wrong;
        newest = seen;
      }
    });
  }
  for (std::size_t number = 1; number < kVersions; ++number) {
    publish(number);
    static_cast<void>(retirer.step());
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  CHECK(wrong == 0);
  registry->close();
  CHECK_FALSE(retirer.step());
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::registry
