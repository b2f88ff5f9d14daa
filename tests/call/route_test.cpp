// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "plugin/answer.h"
#include "support/calling_agents.h"

namespace muster::call {
namespace {

using namespace std::chrono_literals;

using test::text;
using test::view;

struct Fixture : test::CallingAgents {
  Fixture() : CallingAgents({"a", "b"}) {}
  Body& a = bodies[0];
  Body& b = bodies[1];

  /// Calls agent "a".
  Result<CallResult> run(Body body, std::optional<TimePoint> deadline = std::nullopt) {
    a = std::move(body);
    return checked(registry, {.slug = "a", .deadline = deadline, .request_id = "r-1"}, clock);
  }
};

TEST_CASE_FIXTURE(Fixture, "an agent is answered by the one it calls, in blocks and as a tree") {
  b = [&](const muster_call& call) {
    CHECK(view(call.input) == "{}");
    CHECK(view(call.request_id) == "r-1");
    CHECK(call.depth == 1);
    CHECK(write(call, "hello") == MUSTER_OK);
    return write(call, R"({"n":3})", MUSTER_BLOCK_JSON);
  };
  const auto result = run([&](const muster_call& call) {
    CHECK(call.depth == 0);
    muster_answer answer = nullptr;
    REQUIRE(ask(call, asking("b"), answer) == MUSTER_OK);
    CHECK(api.block_count(answer) == 2);
    muster_block block{};
    CHECK(api.block(answer, 0, &block) == MUSTER_INVALID);  // its size is not said
    block.struct_size = sizeof block;
    CHECK(api.block(answer, 0, &block) == MUSTER_OK);
    CHECK(view(block.bytes) == "hello");
    CHECK(api.block(answer, 2, &block) == MUSTER_NOT_FOUND);
    muster_json tree = nullptr;
    muster_json number = nullptr;
    std::int64_t n = 0;
    CHECK(api.json(answer, &tree) == MUSTER_OK);
    CHECK(pool.json().get(tree, text("n"), &number) == MUSTER_OK);
    CHECK(pool.json().integer(number, &n) == MUSTER_OK);
    CHECK(n == 3);
    muster_text ignored{};
    CHECK(api.error(answer, &ignored, &ignored) == MUSTER_NOT_FOUND);
    return write(call, "mine");
  });
  REQUIRE(result);
  CHECK(result->text() == "mine");
}

TEST_CASE_FIXTURE(Fixture, "a failure of the agent that was called has its own code") {
  b = [&](const muster_call& call) {
    return pool.host().fail(pool.host().context, call.token, text("no_zone"), text("no such zone"));
  };
  CHECK(run([&](const muster_call& call) {
    CHECK(ask(call, asking("b")) == "2 no_zone: no such zone");
    CHECK(ask(call, asking("nobody")) == "2 agent.not_found: no such agent is live");
    muster_request bad = asking("b");
    bad.input = text("[]");
    CHECK(ask(call, bad) == "2 call.input_not_object: the input is JSON, but not an object");
    muster_request keyed = asking("b");
    keyed.key = text("k");
    CHECK(ask(call, keyed).starts_with("2 call.not_keyed: "));
    return MUSTER_OK;
  }));
}

TEST_CASE_FIXTURE(Fixture, "a request that breaks a rule is invalid") {
  CHECK(run([&](const muster_call& call) {
    muster_answer answer = nullptr;
    CHECK(api.call(api.context, call.token, nullptr, &answer) == MUSTER_INVALID);
    muster_request request = asking("b");
    CHECK(api.call(api.context, call.token, &request, nullptr) == MUSTER_INVALID);
    request.struct_size = 4;
    CHECK(ask(call, request, answer) == MUSTER_INVALID);
    CHECK(ask(call, asking("\xff"), answer) == MUSTER_INVALID);
    CHECK(answer == nullptr);
    return MUSTER_OK;
  }));
}

TEST_CASE_FIXTURE(Fixture, "a token calls on its own thread only, and while its call runs") {
  std::uint64_t token = 0;
  const muster_request request = asking("b");
  muster_answer answer = nullptr;
  CHECK(run([&](const muster_call& call) {
    token = call.token;
    std::thread([&] { CHECK(ask(call, request, answer) == MUSTER_INVALID); }).join();
    return MUSTER_OK;
  }));
  CHECK(api.call(api.context, token, &request, &answer) == MUSTER_GONE);
  CHECK(answer == nullptr);
}

TEST_CASE_FIXTURE(Fixture, "the earlier of both deadlines counts") {
  std::int64_t seen = 0;
  b = [&](const muster_call& call) {
    seen = call.deadline_ns;
    return MUSTER_OK;
  };
  const TimePoint deadline = clock.now() + 1h;
  const auto ns = [](TimePoint at) {
    return std::chrono::nanoseconds(at.time_since_epoch()).count();
  };
  CHECK(run(
      [&](const muster_call& call) {
        for (const TimePoint asked : {deadline + 1h, deadline - 1min}) {
          muster_request request = asking("b");
          request.deadline_ns = ns(asked);
          CHECK(ask(call, request) == "0");
          CHECK(seen == ns(std::min(asked, deadline)));
        }
        CHECK(ask(call, asking("b")) == "0");
        CHECK(seen == ns(deadline));
        muster_request past = asking("b");
        past.deadline_ns = 1;
        CHECK(ask(call, past).starts_with("2 call.timeout: "));
        return MUSTER_OK;
      },
      deadline));
}

TEST_CASE_FIXTURE(Fixture, "a call that is given up gives up those that its agent makes") {
  std::stop_source source;
  b = [&](const muster_call& call) {
    CHECK(check(call) == MUSTER_OK);
    source.request_stop();
    CHECK(check(call) == MUSTER_CANCELLED);
    return MUSTER_OK;
  };
  a = [&](const muster_call& call) {
    CHECK(ask(call, asking("b")) == "2 call.cancelled: agent was given up");
    CHECK(ask(call, asking("b")) == std::to_string(MUSTER_CANCELLED));
    return MUSTER_OK;
  };
  const auto result = checked(registry, {.slug = "a", .stop = source.get_token()}, clock);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == "call.cancelled");
  CHECK(result.error().kind == Kind::cancelled);
}

TEST_CASE_FIXTURE(Fixture, "CALL-01 a serialised agent that reaches itself is told so at once") {
  b = [&](const muster_call& call) {
    CHECK(ask(call, asking("a")).starts_with("2 call.reentrant: "));
    return MUSTER_OK;
  };
  CHECK(run([&](const muster_call& call) {
    CHECK(ask(call, asking("a")).starts_with("2 call.reentrant: "));
    CHECK(ask(call, asking("b")) == "0");
    return MUSTER_OK;
  }));
}

TEST_CASE_FIXTURE(Fixture,
                  "CALL-01 a concurrent agent may call itself, up to 32 within each other") {
  agents[0]->descriptor.concurrent = true;
  std::uint32_t deepest = 0;
  std::string refused;
  CHECK(run([&](const muster_call& call) {
    deepest = std::max(deepest, call.depth);
    const std::string answer = ask(call, asking("a"));
    if (answer != "0") refused = answer;
    return MUSTER_OK;
  }));
  CHECK(deepest == MUSTER_CALL_DEPTH_MAX - 1);
  CHECK(refused == "2 call.too_deep: 32 agents called each other to get here");
}

TEST_CASE_FIXTURE(Fixture, "answers are bounded until they are released") {
  CHECK(run([&](const muster_call& call) {
    std::vector<muster_answer> answers(plugin::Answers::kMost);
    for (muster_answer& answer : answers) REQUIRE(ask(call, asking("b"), answer) == MUSTER_OK);
    muster_answer another = nullptr;
    CHECK(ask(call, asking("b"), another) == MUSTER_TOO_LARGE);
    CHECK(another == nullptr);
    api.release(api.context, call.token, answers[7]);
    CHECK(ask(call, asking("b"), another) == MUSTER_OK);
    return MUSTER_OK;
  }));
}

TEST_CASE_FIXTURE(Fixture, "an agent that is called is pinned, and no longer than that") {
  const auto lease = registry.find("a");
  REQUIRE(lease);
  b = [&](const muster_call&) {
    CHECK(lease->agent().pins.uses() == 3);  // this lease, the call of "a" and that of "b"
    return MUSTER_OK;
  };
  CHECK(run([&](const muster_call& call) {
    CHECK(ask(call, asking("b")) == "0");
    CHECK(lease->agent().pins.uses() == 2);
    return MUSTER_OK;
  }));
}

TEST_CASE_FIXTURE(Fixture, "a keyed agent is not served, by whichever way it is called") {
  agents[1]->descriptor.keyed = true;
  b = [](const muster_call&) -> std::int32_t {
    FAIL("it ran");
    return MUSTER_OK;
  };
  CHECK(checked(registry, {.slug = "b", .key = "k"}, clock).error().code == "call.keyed");
  CHECK(run([&](const muster_call& call) {
    CHECK(ask(call, asking("b")).starts_with("2 call.keyed: "));
    return MUSTER_OK;
  }));
  std::string out;
  CHECK(registry.find("b")->call("{}", out).error().code == "call.keyed");
}

}  // namespace
}  // namespace muster::call
