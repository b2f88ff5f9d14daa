// SPDX-License-Identifier: Apache-2.0
#include "plugin/instance.h"

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "plugin/call_pool.h"
#include "support/fixture_plugins.h"
#include "support/loading.h"

namespace muster::plugin {
namespace {

using Lines = std::vector<std::string>;

/// The keyed counter of fixtures/counter.c, and what its instances said when they were stopped.
struct Fixture {
  Lines lines;
  test::Loading loading{[this](const LogRecord& line) { lines.emplace_back(line.message); }};
  test::Loading::Loaded plugin = loading.load(test::fixture("counter"));

  [[nodiscard]] const Agent& agent() const {
    REQUIRE(plugin);
    return *(*plugin)->agents.front();
  }
  [[nodiscard]] Instance started(std::string_view input = "{}") const {
    auto instance = Instance::start(agent(), {.input = input, .key = "k"});
    REQUIRE(instance);
    return std::move(*instance);
  }
};

std::string answer(Instance& instance, std::string_view input) {
  const auto blocks = instance.call({.input = input, .key = "k"});
  return blocks ? text_of(*blocks) : std::string(blocks.error().code);
}

/// A keyed agent of lambdas, in this process.
struct Plain {
  static inline std::vector<std::uint32_t> stops;
  CallPool pool;
  Agent agent;

  Plain() {
    stops.clear();
    agent.descriptor.slug = "plain";
    agent.descriptor.keyed = true;
    agent.calls = &pool;
    agent.self = this;
    agent.start = [](void* self, const muster_call*, void** instance) {
      *instance = self;
      return MUSTER_OK;
    };
    agent.call = [](void*, const muster_call*) { return MUSTER_OK; };
    agent.save = agent.restore = agent.call;
    agent.stop = [](void*, std::uint32_t reason) { stops.push_back(reason); };
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "an instance is started, called and stopped, each time as itself") {
  Instance one = started();
  Instance two = started(R"({"count":10})");
  CHECK(answer(one, R"({"by":1})") == "1");
  CHECK(answer(two, R"({"by":1})") == "11");
  CHECK(answer(one, R"({"by":2})") == "3");
  one.stop(StopReason::idle);
  one.stop(StopReason::host);
  two.stop(StopReason::moved);
  CHECK(lines == Lines{"stopped at 3: 1", "stopped at 11: 3"});
}

TEST_CASE_FIXTURE(Fixture, "what one instance saved another one restores") {
  Instance old = started(R"({"count":7})");
  REQUIRE(old.has_state());
  const auto state = old.save({.key = "k"});
  REQUIRE(state);
  CHECK(*state == R"({"count":7})");
  CHECK(answer(old, R"({"by":1})") == "8");
  Instance next = started();
  CHECK(next.restore({.input = *state, .key = "k", .state_version = 2}));
  CHECK(answer(next, R"({"by":1})") == "8");
}

TEST_CASE_FIXTURE(Fixture, "a refused restore leaves the instance broken") {
  Instance instance = started();
  const auto restored = instance.restore({.input = R"({"count":7})", .state_version = 3});
  REQUIRE_FALSE(restored);
  CHECK(restored.error().message == "its `restore` returned MUSTER_INVALID and gave no reason");
  CHECK(instance.is_broken());
}

TEST_CASE_FIXTURE(Fixture, "an instance that is broken says so, and one that only failed goes on") {
  Instance instance = started();
  CHECK(answer(instance, R"({"do":"fail"})") == "agent.failed");
  CHECK_FALSE(instance.is_broken());
  CHECK(answer(instance, R"({"by":1})") == "1");
  CHECK(answer(instance, R"({"do":"break"})") == "agent.failed");
  CHECK(instance.is_broken());
}

TEST_CASE_FIXTURE(Fixture, "a start that fails leaves no instance") {
  const auto broken = Instance::start(agent(), {.input = R"({"do":"break"})"});
  REQUIRE_FALSE(broken);
  CHECK(broken.error().message == "its `start` returned MUSTER_BROKEN and gave no reason");
  CHECK(lines.empty());  // nothing was made
  const auto failed = Instance::start(agent(), {.input = R"({"do":"fail"})"});
  REQUIRE_FALSE(failed);
  CHECK(failed.error().agent_code == "told_to");
  CHECK(lines == Lines{"stopped at 0: 0"});
}

TEST_CASE_FIXTURE(Fixture, "an instance that nobody stops is stopped where it ends") {
  { Instance moved = started(); }
  CHECK(lines == Lines{"stopped at 0: 0"});
}

TEST_CASE_FIXTURE(Plain, "a start that comes too late is a timeout, and what it made is stopped") {
  agent.start = [](void*, const muster_call* call, void**) {
    while (std::chrono::steady_clock::now().time_since_epoch() <
           std::chrono::nanoseconds(call->deadline_ns)) {
      std::this_thread::yield();
    }
    return MUSTER_OK;
  };
  const auto instance = Instance::start(
      agent, {.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(20)});
  REQUIRE_FALSE(instance);
  CHECK(instance.error().code == "call.timeout");
  CHECK(stops == std::vector<std::uint32_t>{MUSTER_STOP_REQUESTED});
}

TEST_CASE_FIXTURE(Plain, "a start whose deadline has passed does not run") {
  const auto instance = Instance::start(agent, {.deadline = std::chrono::steady_clock::now()});
  REQUIRE_FALSE(instance);
  CHECK(instance.error().code == "call.timeout");
  CHECK(stops.empty());
}

TEST_CASE_FIXTURE(Plain, "an exception breaks an instance, and a start that throws makes none") {
  agent.call = [](void*, const muster_call*) -> std::int32_t { throw std::runtime_error("lost"); };
  {
    auto instance = Instance::start(agent, {});
    REQUIRE(instance);
    CHECK(instance->call({}).error().code == "agent.threw");
    CHECK(instance->is_broken());
  }
  CHECK(stops == std::vector<std::uint32_t>{MUSTER_STOP_BROKEN});
  agent.start = [](void*, const muster_call*, void**) -> std::int32_t { throw 1; };
  CHECK(Instance::start(agent, {}).error().code == "agent.threw");
  CHECK(stops.size() == 1);
}

TEST_CASE_FIXTURE(Plain, "a state is one JSON value and nothing else") {
  auto instance = Instance::start(agent, {});
  REQUIRE(instance);
  CHECK(instance->save({}).error().message ==
        "its `save` wrote something else than one JSON value");
  CHECK_FALSE(instance->is_broken());
}

TEST_CASE_FIXTURE(Plain, "a stop that throws does no harm") {
  agent.stop = [](void*, std::uint32_t) { throw std::runtime_error("no"); };
  auto instance = Instance::start(agent, {});
  REQUIRE(instance);
  instance->stop(StopReason::host);
}

}  // namespace muster::plugin
