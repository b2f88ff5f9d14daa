// SPDX-License-Identifier: Apache-2.0
#include "plugin/invoke.h"

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <future>
#include <new>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "plugin/call_pool.h"

using muster::Block;
using muster::plugin::Agent;
using muster::plugin::CallPool;
using muster::plugin::Invocation;
using muster::plugin::invoke;
using std::chrono::steady_clock;

namespace {

using Body = std::function<std::int32_t(const CallPool&, const muster_call&)>;

/// An agent whose call function is a lambda.
struct TestAgent {
  explicit TestAgent(Body run) : body(std::move(run)) {
    agent.descriptor.slug = "tested";
    agent.self = this;
    agent.calls = &pool;
    agent.call = [](void* self, const muster_call* call) {
      const auto& me = *static_cast<const TestAgent*>(self);
      return me.body(*me.agent.calls, *call);
    };
  }
  Body body;
  CallPool pool;
  Agent agent;
};

std::int32_t write(const CallPool& pool, const muster_call& call, std::string_view text) {
  const muster_block block{sizeof block, MUSTER_BLOCK_TEXT, {}, {}, {text.data(), text.size()}};
  return pool.host().write(pool.host().context, call.token, &block);
}

bool is_cancelled(const CallPool& pool, const muster_call& call) {
  return pool.host().check(pool.host().context, call.token) == MUSTER_CANCELLED;
}

std::string_view view(muster_text text) { return {text.data, text.size}; }

}  // namespace

TEST_CASE("an agent is given what the invocation brings and its blocks are the result") {
  TestAgent echo([](const CallPool& pool, const muster_call& call) {
    CHECK(call.struct_size == sizeof(muster_call));
    CHECK(view(call.content_type) == "application/json");
    CHECK(view(call.key).empty());
    CHECK(call.state_version == 0);
    CHECK(call.depth == 0);
    CHECK(view(call.request_id) == "id");
    CHECK(call.deadline_ns == 0);
    return write(pool, call, view(call.input));
  });
  const auto blocks = invoke(echo.agent, {.input = "{}", .request_id = "id"});
  REQUIRE(blocks);
  CHECK(*blocks == std::vector<Block>{{Block::Type::text, "", "", "{}"}});
}

TEST_CASE("an agent is given the deadline in nanoseconds of the monotonic clock") {
  const auto deadline = steady_clock::now() + std::chrono::hours(1);
  std::int64_t seen = 0;
  TestAgent agent([&](const CallPool&, const muster_call& call) {
    seen = call.deadline_ns;
    return MUSTER_OK;
  });
  REQUIRE(invoke(agent.agent, {.deadline = deadline}));
  CHECK(seen == std::chrono::nanoseconds(deadline.time_since_epoch()).count());
}

TEST_CASE("a call that failed carries the agent's code and message") {
  TestAgent agent([](const CallPool& pool, const muster_call& call) {
    pool.host().fail(pool.host().context, call.token, {"no_zone", 7}, {"no such zone", 12});
    return MUSTER_OK;  // having called fail is enough
  });
  const auto blocks = invoke(agent.agent, {});
  REQUIRE_FALSE(blocks);
  CHECK(blocks.error().code == "agent.failed");
  CHECK(blocks.error().kind == muster::Kind::failed);
  CHECK(blocks.error().agent_code == "no_zone");
  CHECK(blocks.error().message == "no such zone");
  CHECK(blocks.error().subject == "tested");
}

TEST_CASE("a failure without a reason names the status") {
  for (const auto& [status, name] :
       {std::pair{MUSTER_FAILED, "MUSTER_FAILED"},
        std::pair{MUSTER_PENDING, "MUSTER_PENDING, which is reserved,"},
        std::pair{77, "an unknown status"}}) {
    TestAgent agent([status = status](const CallPool&, const muster_call&) { return status; });
    const auto blocks = invoke(agent.agent, {});
    REQUIRE_FALSE(blocks);
    CHECK(blocks.error().code == "agent.failed");
    CHECK(blocks.error().message == "agent returned " + std::string(name) + " and gave no reason");
  }
}

TEST_CASE("an exception that leaves the agent is an error, whatever it is") {
  TestAgent standard([](const CallPool&, const muster_call&) -> std::int32_t {
    throw std::runtime_error("lost");
  });
  TestAgent other([](const CallPool&, const muster_call&) -> std::int32_t { throw 42; });
  CHECK(invoke(standard.agent, {}).error().code == "agent.threw");
  CHECK(invoke(standard.agent, {}).error().message == "agent threw: lost");
  CHECK(invoke(other.agent, {}).error().message == "agent threw: an exception of type int");
}

TEST_CASE("a call whose deadline has passed does not run") {
  bool ran = false;
  TestAgent agent([&](const CallPool&, const muster_call&) {
    ran = true;
    return MUSTER_OK;
  });
  for (const bool concurrent : {false, true}) {
    agent.agent.descriptor.concurrent = concurrent;
    const auto blocks = invoke(agent.agent, {.deadline = steady_clock::now()});
    REQUIRE_FALSE(blocks);
    CHECK(blocks.error().code == "call.timeout");
    CHECK(blocks.error().kind == muster::Kind::timeout);
  }
  CHECK_FALSE(ran);
}

TEST_CASE("a result after the deadline becomes a timeout and the agent saw it coming") {
  TestAgent agent([](const CallPool& pool, const muster_call& call) {
    CHECK(write(pool, call, "in time") == MUSTER_OK);
    while (!is_cancelled(pool, call)) std::this_thread::yield();
    CHECK(write(pool, call, "late") == MUSTER_CANCELLED);
    return MUSTER_OK;
  });
  const auto deadline = steady_clock::now() + std::chrono::milliseconds(200);
  const auto blocks = invoke(agent.agent, {.deadline = deadline});
  REQUIRE_FALSE(blocks);
  CHECK(blocks.error().code == "call.timeout");
}

TEST_CASE("a serialised agent never runs twice at once") {
  std::atomic<int> inside = 0;
  std::atomic<int> overlaps = 0;
  TestAgent agent([&](const CallPool&, const muster_call&) {
    if (++inside > 1) ++overlaps;
    std::this_thread::yield();
    --inside;
    return MUSTER_OK;
  });
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int call = 0; call < 200; ++call) (void)invoke(agent.agent, {});
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(overlaps == 0);
}

TEST_CASE("a concurrent agent runs on several threads at once") {
  std::atomic<int> inside = 0;
  TestAgent agent([&](const CallPool&, const muster_call&) {
    ++inside;
    while (inside < 2) std::this_thread::yield();
    return MUSTER_OK;
  });
  agent.agent.descriptor.concurrent = true;
  std::thread other([&] { CHECK(invoke(agent.agent, {})); });
  CHECK(invoke(agent.agent, {}));
  other.join();
}

TEST_CASE("waiting for a serialised agent ends at the deadline") {
  std::promise<void> entered;
  std::promise<void> leave;
  TestAgent agent([&](const CallPool&, const muster_call&) {
    entered.set_value();
    leave.get_future().wait();
    return MUSTER_OK;
  });
  std::thread holder([&] { CHECK(invoke(agent.agent, {})); });
  entered.get_future().wait();
  const auto blocks = invoke(agent.agent, {.deadline = steady_clock::now()});
  leave.set_value();
  holder.join();
  REQUIRE_FALSE(blocks);
  CHECK(blocks.error().code == "call.timeout");
  CHECK(blocks.error().message == "other calls held the agent until the deadline");
}

TEST_CASE(
    "a call that was given up says so whatever the agent answers, and the agent hears of it") {
  std::stop_source source;
  TestAgent agent([&](const CallPool& pool, const muster_call& call) {
    CHECK(write(pool, call, "in time") == MUSTER_OK);
    CHECK_FALSE(is_cancelled(pool, call));
    source.request_stop();
    CHECK(is_cancelled(pool, call));
    CHECK(write(pool, call, "late") == MUSTER_CANCELLED);
    return MUSTER_OK;
  });
  const auto blocks = invoke(agent.agent, {.stop = source.get_token()});
  REQUIRE_FALSE(blocks);
  CHECK(blocks.error().code == "call.cancelled");
  CHECK(blocks.error().kind == muster::Kind::cancelled);
  CHECK(blocks.error().message == "agent was given up");
}

TEST_CASE("a call that is given up by another thread is seen by one that runs") {
  std::stop_source source;
  std::promise<void> entered;
  TestAgent agent([&](const CallPool& pool, const muster_call& call) {
    entered.set_value();
    while (!is_cancelled(pool, call)) std::this_thread::yield();
    return MUSTER_OK;
  });
  std::thread stopper([&] {
    entered.get_future().wait();
    source.request_stop();
  });
  CHECK(invoke(agent.agent, {.stop = source.get_token()}).error().code == "call.cancelled");
  stopper.join();
}

TEST_CASE("a call that was given up before does not run") {
  bool ran = false;
  TestAgent agent([&](const CallPool&, const muster_call&) {
    ran = true;
    return MUSTER_OK;
  });
  std::stop_source source;
  source.request_stop();
  for (const bool concurrent : {false, true}) {
    agent.agent.descriptor.concurrent = concurrent;
    const auto blocks = invoke(agent.agent, {.stop = source.get_token()});
    REQUIRE_FALSE(blocks);
    CHECK(blocks.error().code == "call.cancelled");
  }
  CHECK_FALSE(ran);
}

TEST_CASE("the next call in the record of one that was given up knows nothing of it") {
  std::stop_source source;
  TestAgent agent([](const CallPool& pool, const muster_call& call) {
    CHECK_FALSE(is_cancelled(pool, call));
    return MUSTER_OK;
  });
  CHECK(invoke(agent.agent, {.stop = source.get_token()}));
  source.request_stop();
  CHECK(invoke(agent.agent, {}));
}

TEST_CASE("waiting for a serialised agent ends when the call is given up") {
  std::promise<void> entered;
  std::promise<void> leave;
  TestAgent agent([&](const CallPool&, const muster_call&) {
    entered.set_value();
    leave.get_future().wait();
    return MUSTER_OK;
  });
  std::thread holder([&] { CHECK(invoke(agent.agent, {})); });
  entered.get_future().wait();
  std::stop_source source;
  std::thread stopper([&] { source.request_stop(); });
  const auto blocks = invoke(
      agent.agent,
      {.deadline = steady_clock::now() + std::chrono::minutes(1), .stop = source.get_token()});
  stopper.join();
  leave.set_value();
  holder.join();
  REQUIRE_FALSE(blocks);
  CHECK(blocks.error().code == "call.cancelled");
  CHECK(blocks.error().message == "it was given up while other calls held the agent");
}

TEST_CASE("a result over the limit is an error though the agent took no notice") {
  TestAgent agent([](const CallPool& pool, const muster_call& call) {
    CHECK(write(pool, call, "123456") == MUSTER_TOO_LARGE);
    CHECK(write(pool, call, "12345") == MUSTER_OK);
    return MUSTER_OK;
  });
  const auto by_host = invoke(agent.agent, {.max_result_bytes = 5});
  agent.agent.descriptor.max_result_bytes = 5;
  const auto by_descriptor = invoke(agent.agent, {});
  REQUIRE_FALSE(by_host);
  CHECK(by_host.error().code == "call.result_too_large");
  CHECK(by_host.error().message == "the result was refused: more than 5 bytes");
  REQUIRE_FALSE(by_descriptor);
  CHECK(by_descriptor.error() == by_host.error());
}

TEST_CASE("a result over the limit is named by the piece that was over it") {
  TestAgent agent([](const CallPool& pool, const muster_call& call) {
    CHECK(write(pool, call, "123456") == MUSTER_TOO_LARGE);
    CHECK(write(pool, call, "\xff") == MUSTER_INVALID);
    return MUSTER_OK;
  });
  const auto blocks = invoke(agent.agent, {.max_result_bytes = 5});
  REQUIRE_FALSE(blocks);
  CHECK(blocks.error().message == "the result was refused: more than 5 bytes");
}

TEST_CASE("want of memory is not named by what was refused before") {
  TestAgent agent([](const CallPool& pool, const muster_call& call) {
    CHECK(write(pool, call, "\xff") == MUSTER_INVALID);
    return pool.with(call.token,
                     [](const CallPool::Hold&) -> std::int32_t { throw std::bad_alloc(); });
  });
  const auto blocks = invoke(agent.agent, {});
  REQUIRE_FALSE(blocks);
  CHECK(blocks.error().code == "call.result_too_large");
  CHECK(blocks.error().message == "no memory for the result");
}

TEST_CASE("an agent whose JSON was refused may answer with something else") {
  TestAgent agent([](const CallPool& pool, const muster_call& call) {
    const auto& json = pool.json();
    CHECK(json.begin_array(json.context, call.token) == MUSTER_OK);
    CHECK(json.write_text(json.context, call.token, {"\xff", 1}) == MUSTER_INVALID);
    return write(pool, call, "fallback");
  });
  const auto blocks = invoke(agent.agent, {});
  REQUIRE(blocks);
  CHECK(*blocks == std::vector<Block>{{Block::Type::text, "", "", "fallback"}});
}

TEST_CASE("a JSON result that was left unfinished is a failure") {
  TestAgent agent([](const CallPool& pool, const muster_call& call) {
    return pool.json().begin_object(pool.json().context, call.token);
  });
  const auto blocks = invoke(agent.agent, {});
  REQUIRE_FALSE(blocks);
  CHECK(blocks.error().message == "agent left its JSON result unfinished");
}

TEST_CASE("what one call left behind is not seen by the next") {
  int calls = 0;
  TestAgent agent([&](const CallPool& pool, const muster_call& call) {
    if (++calls > 1) return write(pool, call, "second");
    (void)write(pool, call, "first");
    (void)write(pool, call, "\xff");
    (void)pool.json().begin_array(pool.json().context, call.token);
    pool.host().fail(pool.host().context, call.token, {"a", 1}, {"b", 1});
    return MUSTER_FAILED;
  });
  CHECK_FALSE(invoke(agent.agent, {}));
  const auto blocks = invoke(agent.agent, {});
  REQUIRE(blocks);
  CHECK(*blocks == std::vector<Block>{{Block::Type::text, "", "", "second"}});
}

TEST_CASE("an agent may call another one on the same thread") {
  TestAgent inner(
      [](const CallPool& pool, const muster_call& call) { return write(pool, call, "inner"); });
  TestAgent outer([&](const CallPool& pool, const muster_call& call) {
    const auto blocks = invoke(inner.agent, {});
    CHECK(blocks->front().bytes == "inner");
    return write(pool, call, "outer");
  });
  inner.agent.calls = &outer.pool;
  const auto blocks = invoke(outer.agent, {});
  REQUIRE(blocks);
  REQUIRE(blocks->size() == 1);
  CHECK(blocks->front().bytes == "outer");
}
