// SPDX-License-Identifier: Apache-2.0
#include "plugin/waiting_calls.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <latch>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "plugin/call_pool.h"
#include "plugin/invoke.h"

namespace muster::plugin {
namespace {

using namespace std::chrono_literals;

/// An agent whose calls note their input, and stay inside while it is "stay".
struct Fixture {
  CallPool pool;
  Agent agent;
  std::latch is_inside{1};
  std::latch may_leave{1};
  std::string order;  // guarded by the agent's gate

  Fixture() {
    agent.descriptor.slug = "tested";
    agent.calls = &pool;
    agent.self = this;
    agent.call = [](void* self, const muster_call* call) {
      static_cast<Fixture*>(self)->note({call->input.data, call->input.size});
      return MUSTER_OK;
    };
  }

  void note(std::string_view input) {
    if (input == "stay") {
      is_inside.count_down();
      may_leave.wait();
    } else {
      order += input;
    }
  }

  std::thread stay() {
    std::thread thread([this] { CHECK(invoke(agent, {.input = "stay"})); });
    is_inside.wait();
    return thread;
  }

  /// Calls with this input on a thread of its own; returns once it waits.
  std::thread wait_with(std::string_view input, std::stop_token stop = {}) {
    const std::size_t before = pool.waiting().count();
    std::thread thread([=, this] {
      const Invocation invocation{
          .input = input, .deadline = std::chrono::steady_clock::now() + 1min, .stop = stop};
      const bool has_run = invoke(agent, invocation).has_value();
      CHECK(has_run == !stop.stop_requested());
    });
    while (pool.waiting().count() == before) std::this_thread::yield();
    return thread;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "calls that wait for an agent come in as they came") {
  std::vector<std::thread> threads;
  threads.push_back(stay());
  for (const char* input : {"a", "b", "c", "d"}) threads.push_back(wait_with(input));
  may_leave.count_down();
  for (auto& thread : threads) thread.join();
  CHECK(order == "abcd");
  CHECK(pool.waiting().count() == 0);
}

TEST_CASE_FIXTURE(Fixture, "a call that gives up its wait leaves the others in their order") {
  std::stop_source source;
  std::vector<std::thread> threads;
  threads.push_back(stay());
  threads.push_back(wait_with("a"));
  std::thread gives_up = wait_with("b", source.get_token());
  threads.push_back(wait_with("c"));
  source.request_stop();
  gives_up.join();
  CHECK(pool.waiting().count() == 2);
  may_leave.count_down();
  for (auto& thread : threads) thread.join();
  CHECK(order == "ac");
}

TEST_CASE_FIXTURE(Fixture, "an agent whose only waiting call gave up is free for the next one") {
  std::stop_source source;
  std::thread inside = stay();
  std::thread gives_up = wait_with("a", source.get_token());
  source.request_stop();
  gives_up.join();
  may_leave.count_down();
  inside.join();
  CHECK(invoke(agent, {.input = "b"}));
  CHECK(invoke(agent, {.input = "c"}));
  CHECK(order == "bc");
}

TEST_CASE_FIXTURE(Fixture, "a concurrent agent lets as many calls in as it declares and no more") {
  constexpr int kPlaces = 3;
  agent.descriptor.concurrent = true;
  agent.descriptor.max_concurrent = kPlaces;
  static std::latch all_are_in{kPlaces};
  static std::atomic<int> inside = 0;
  static std::atomic<int> most = 0;
  agent.call = [](void*, const muster_call* call) {
    const int now = ++inside;
    for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
    }
    if (call->input.size != 0) all_are_in.arrive_and_wait();
    --inside;
    return MUSTER_OK;
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kPlaces; ++i) {
    threads.emplace_back([this] { CHECK(invoke(agent, {.input = "meet"})); });
  }
  for (int i = 0; i < kPlaces; ++i) {
    threads.emplace_back([this] {
      for (int call = 0; call < 100; ++call) CHECK(invoke(agent, {}));
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(most == kPlaces);
}

TEST_CASE_FIXTURE(Fixture,
                  "a place is neither lost nor doubled by calls that give up as it comes") {
  std::uint64_t ran = 0;  // guarded by the agent's gate
  agent.self = &ran;
  agent.call = [](void* self, const muster_call*) {
    ++*static_cast<std::uint64_t*>(self);
    return MUSTER_OK;
  };
  std::atomic<std::uint64_t> answered = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int call = 0; call < 100; ++call) {
        std::stop_source source;
        std::thread stopper([&] { source.request_stop(); });
        const auto result = invoke(agent, {.stop = source.get_token()});
        stopper.join();
        if (result) ++answered;
        CHECK((result || result.error().code == "call.cancelled"));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(pool.waiting().count() == 0);
  CHECK(invoke(agent, {}));
  CHECK(ran > answered);  // a call that was given up may have run
}

}  // namespace muster::plugin
