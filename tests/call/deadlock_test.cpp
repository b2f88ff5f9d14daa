// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <chrono>
#include <latch>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "support/calling_agents.h"

namespace muster::call {
namespace {

using namespace std::chrono_literals;

/// Agents that wait for each other. A call of the test's own has depth 0; those that it leads to
/// answer at once. A deadline for what a broken host would wait for.
struct Fixture : test::CallingAgents {
  Fixture() : CallingAgents({"a", "b", "c"}) {}

  /// Calls these on a thread each, and says what each caller got: text, or the code.
  std::vector<std::string> run(const std::vector<std::string_view>& slugs) {
    std::vector<std::string> answers(slugs.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < slugs.size(); ++i) {
      threads.emplace_back([&, i] {
        const auto result =
            checked(registry, {.slug = slugs[i], .deadline = clock.now() + 1min}, clock);
        answers[i] = result ? result->text() : std::string(result.error().code);
      });
    }
    for (auto& thread : threads) thread.join();
    return answers;
  }

  /// Once everybody is there, asks another agent and answers what came of it.
  Body asking_when(std::latch& all_are_in, std::string_view slug) {
    return [this, &all_are_in, slug](const muster_call& call) {
      if (call.depth != 0) return MUSTER_OK;
      all_are_in.arrive_and_wait();
      return write(call, ask(call, asking(slug)));
    };
  }
};

TEST_CASE_FIXTURE(Fixture,
                  "CALL-01 of two agents that wait for each other one is told so at once") {
  std::latch all_are_in{2};
  bodies[0] = asking_when(all_are_in, "b");
  bodies[1] = asking_when(all_are_in, "a");
  auto answers = run({"a", "b"});
  const bool is_a = answers[1] == "0";
  if (!is_a) std::swap(answers[0], answers[1]);
  CHECK(answers[1] == "0");
  CHECK(answers[0] == (is_a ? "2 call.deadlock: calls would wait for each other: a waits for b, b "
                              "waits for a"
                            : "2 call.deadlock: calls would wait for each other: b waits for a, a "
                              "waits for b"));
}

TEST_CASE_FIXTURE(Fixture, "CALL-01 of three agents that wait in a ring one is told so at once") {
  std::latch all_are_in{3};
  bodies[0] = asking_when(all_are_in, "b");
  bodies[1] = asking_when(all_are_in, "c");
  bodies[2] = asking_when(all_are_in, "a");
  const auto answers = run({"a", "b", "c"});
  CHECK(std::ranges::count(answers, "0") == 2);
  CHECK(std::ranges::count_if(answers, [](const std::string& answer) {
          return answer.starts_with("2 call.deadlock: ");
        }) == 1);
}

TEST_CASE_FIXTURE(Fixture, "a deadlock through a concurrent agent names the whole way") {
  agents[2]->descriptor.concurrent = true;
  std::latch all_are_in{2};
  bodies[0] = [&](const muster_call& call) {
    if (call.depth != 0) return MUSTER_OK;
    return write(call, ask(call, asking("c")));
  };
  bodies[2] = [&](const muster_call& call) {
    all_are_in.arrive_and_wait();
    while (pool.waiting().count() == 0 && check(call) == MUSTER_OK) std::this_thread::yield();
    return write(call, ask(call, asking("b")));
  };
  bodies[1] = asking_when(all_are_in, "a");
  const auto answers = run({"a", "b"});
  CHECK(answers[0] ==
        "0 2 call.deadlock: calls would wait for each other: a > c waits for b, b waits for a");
  CHECK(answers[1] == "0");
}

TEST_CASE_FIXTURE(Fixture, "waiting is no deadlock while one that is inside can still leave") {
  agents[0]->descriptor.concurrent = true;
  agents[0]->descriptor.max_concurrent = 2;
  std::latch all_are_in{3};
  bodies[0] = [&](const muster_call& call) {
    if (call.depth != 0) return MUSTER_OK;
    all_are_in.arrive_and_wait();
    if (test::view(call.input) == "{}") return write(call, ask(call, asking("b")));
    while (pool.waiting().count() != 2 && check(call) == MUSTER_OK) std::this_thread::yield();
    return write(call, "leaves");
  };
  bodies[1] = asking_when(all_are_in, "a");
  std::thread leaving([&] {
    const Request request{.slug = "a", .input = R"({"leave":1})", .deadline = clock.now() + 1min};
    CHECK(checked(registry, request, clock));
  });
  const auto answers = run({"a", "b"});
  leaving.join();
  CHECK(answers == std::vector<std::string>{"0", "0"});
}

TEST_CASE_FIXTURE(Fixture, "waiting is a deadlock once nobody is left who could leave") {
  agents[0]->descriptor.concurrent = true;
  agents[0]->descriptor.max_concurrent = 2;
  std::latch all_are_in{3};
  bodies[0] = asking_when(all_are_in, "b");
  bodies[1] = asking_when(all_are_in, "a");
  const auto answers = run({"a", "a", "b"});
  CHECK(std::ranges::count(answers, "0") == 2);
}

TEST_CASE_FIXTURE(Fixture, "a bounded agent that fills itself with its own calls is told so") {
  agents[0]->descriptor.concurrent = true;
  agents[0]->descriptor.max_concurrent = 2;
  std::string refused;
  bodies[0] = [&](const muster_call& call) {
    const std::string answer = ask(call, asking("a"));
    if (answer != "0") refused = answer;
    return MUSTER_OK;
  };
  CHECK(run({"a"}) == std::vector<std::string>{""});
  CHECK(refused == "2 call.deadlock: calls would wait for each other: a > a waits for a");
}

TEST_CASE_FIXTURE(Fixture, "one that is called by nobody's agent waits for whoever is inside") {
  std::latch all_are_in{2};
  bodies[0] = [&](const muster_call& call) {
    if (test::view(call.input) == "{}") return MUSTER_OK;
    all_are_in.arrive_and_wait();
    while (pool.waiting().count() != 1 && check(call) == MUSTER_OK) std::this_thread::yield();
    return MUSTER_OK;
  };
  std::thread inside([&] {
    const Request request{.slug = "a", .input = R"({"stay":1})", .deadline = clock.now() + 1min};
    CHECK(checked(registry, request, clock));
  });
  all_are_in.arrive_and_wait();
  CHECK(run({"a"}) == std::vector<std::string>{""});
  inside.join();
}

}  // namespace
}  // namespace muster::call
