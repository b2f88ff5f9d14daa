// SPDX-License-Identifier: Apache-2.0
#include "plugin/agent_log.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/manual_clock.h"
#include "plugin/call_pool.h"
#include "plugin/invoke.h"
#include "plugin/open.h"
#include "support/fixture_plugins.h"
#include "support/loading.h"

namespace muster::plugin {
namespace {

using Lines = std::vector<std::string>;

std::string in_one_line(const LogRecord& record) {
  return fmt::format("{} {} [{}] [{}] {}", record.agent, static_cast<int>(record.level),
                     record.request_id, record.key, record.message);
}

/// A pool that writes its agents' lines down, and an agent that is open.
struct Fixture {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  Lines lines;
  CallPool pool{[this](const LogRecord& record) { lines.push_back(in_one_line(record)); }, clock};
  Agent agent;

  Fixture() {
    agent.descriptor.slug = "tested";
    REQUIRE(open(agent, pool, "a.so"));
  }

  std::int32_t log(std::uint64_t source, std::string_view message,
                   std::uint32_t level = MUSTER_LOG_INFO) const {
    const auto& api = *static_cast<const muster_log_api*>(
        pool.host().extension(pool.host().context, {MUSTER_LOG_ID, sizeof(MUSTER_LOG_ID) - 1}));
    return api.write(api.context, source, level, {message.data(), message.size()});
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a line of a call names the agent, the level, the request and the key") {
  const CallPool::Call call(pool, agent, {.key = "k", .request_id = "r-1"});
  CHECK(log(call.token(), "hello", MUSTER_LOG_WARNING) == MUSTER_OK);
  CHECK(lines == Lines{"tested 2 [r-1] [k] hello"});
}

TEST_CASE_FIXTURE(Fixture, "a line outside of calls is written under the agent's number") {
  CHECK(log(agent.log->number, "hello", MUSTER_LOG_ERROR) == MUSTER_OK);
  CHECK(lines == Lines{"tested 3 [] [] hello"});
}

TEST_CASE_FIXTURE(Fixture, "a call that has ended and an agent that is closed cannot log") {
  std::uint64_t token = 0;
  {
    const CallPool::Call call(pool, agent, {});
    token = call.token();
  }
  CHECK(log(token, "late") == MUSTER_GONE);
  close(agent);
  CHECK(log(agent.log->number, "late") == MUSTER_GONE);
  for (const std::uint64_t unknown : {std::uint64_t{0}, AgentLog::kAgentBit, ~std::uint64_t{0}}) {
    CHECK(log(unknown, "who") == MUSTER_GONE);
  }
  CHECK(lines.empty());
}

TEST_CASE_FIXTURE(Fixture, "an agent whose open failed cannot log") {
  Agent failing;
  static std::uint64_t number;
  failing.open = [](const muster_open* opening, void**) {
    number = opening->agent;
    return MUSTER_FAILED;
  };
  CHECK_FALSE(open(failing, pool, "a.so"));
  CHECK((number & AgentLog::kAgentBit) != 0);
  CHECK(log(number, "late") == MUSTER_GONE);
}

TEST_CASE_FIXTURE(Fixture, "a level that is unknown and a message that is not UTF-8 are invalid") {
  CHECK(log(agent.log->number, "x", 4) == MUSTER_INVALID);
  CHECK(log(agent.log->number, "\xff") == MUSTER_INVALID);
  CHECK(pool.log().api().write(pool.log().api().context, agent.log->number, MUSTER_LOG_INFO,
                               {nullptr, 3}) == MUSTER_INVALID);
  CHECK(lines.empty());
}

TEST_CASE_FIXTURE(Fixture, "a message over eight kibibytes is cut between characters") {
  const std::string start(MUSTER_LOG_BYTES_MAX - 1, 'a');
  CHECK(log(agent.log->number, start + "\xc3\xa4" + "b") == MUSTER_OK);
  CHECK(lines == Lines{"tested 1 [] [] " + start});
}

TEST_CASE_FIXTURE(Fixture,
                  "an agent that logs too much is cut off for a second, and that is said") {
  for (int i = 0; i < 100; ++i) REQUIRE(log(agent.log->number, "x") == MUSTER_OK);
  const CallPool::Call call(pool, agent, {});
  CHECK(log(agent.log->number, "x") == MUSTER_TOO_LARGE);
  CHECK(log(call.token(), "x") == MUSTER_TOO_LARGE);
  Agent other;
  other.descriptor.slug = "other";
  REQUIRE(open(other, pool, "a.so"));
  CHECK(log(other.log->number, "x") == MUSTER_OK);
  clock->advance(std::chrono::seconds(1));
  lines.clear();
  CHECK(log(agent.log->number, "again") == MUSTER_OK);
  CHECK(lines == Lines{"tested 2 [] [] 2 lines dropped", "tested 1 [] [] again"});
}

TEST_CASE_FIXTURE(Fixture, "lines that were dropped last are said when the agent is closed") {
  for (int i = 0; i < 101; ++i) std::ignore = log(agent.log->number, "x");
  lines.clear();
  close(agent);
  CHECK(lines == Lines{"tested 2 [] [] 1 line dropped"});
}

TEST_CASE("a listener may throw, and may be absent") {
  Agent agent;
  for (const LogListener& listener :
       {LogListener(), LogListener([](const LogRecord&) { throw std::runtime_error("no"); })}) {
    CallPool pool(listener);
    REQUIRE(open(agent, pool, "a.so"));
    const auto& api = pool.log().api();
    CHECK(api.write(api.context, agent.log->number, MUSTER_LOG_INFO, {"x", 1}) == MUSTER_OK);
  }
}

TEST_CASE("once the log is closed nobody is in the listener any more") {
  std::promise<void> entered;
  std::promise<void> leave;
  int heard = 0;
  CallPool pool([&](const LogRecord&) {
    ++heard;
    entered.set_value();
    leave.get_future().wait();
  });
  Agent agent;
  REQUIRE(open(agent, pool, "a.so"));
  const auto log = [&] {
    const auto& api = pool.log().api();
    return api.write(api.context, agent.log->number, MUSTER_LOG_INFO, {"x", 1});
  };
  std::thread writer(log);
  entered.get_future().wait();
  auto closing = std::async(std::launch::async, [&] { pool.log().close(); });
  CHECK(closing.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout);
  leave.set_value();
  closing.get();
  writer.join();
  CHECK(log() == MUSTER_OK);  // the agent need not care
  CHECK(heard == 1);
}

TEST_CASE("a library logs in open, in its calls, on its own thread and in close") {
  Lines lines;
  std::mutex mutex;
  test::Loading loading([&](const LogRecord& record) {
    const std::lock_guard lock(mutex);
    lines.push_back(in_one_line(record));
  });
  auto plugin = loading.load(test::fixture("logging"));
  REQUIRE(plugin);
  CHECK(invoke(*(*plugin)->agents.front(), {.input = "{}", .request_id = "r-2"}));
  CHECK((*plugin)->retire());
  CHECK(lines == Lines{"logging 1 [] [] open", "logging 0 [r-2] [] call", "logging 2 [] [] thread",
                       "logging 1 [] [] close"});
}

}  // namespace muster::plugin
