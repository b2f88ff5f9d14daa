// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <mutex>
#include <string>
#include <vector>

#include "support/fixture_plugins.h"
#include "support/serving_host.h"

/// What an agent does with its host, seen by the embedder: it logs, says how far it is, and calls
/// other agents.
namespace muster::test {
namespace {

using namespace std::chrono_literals;

/// A relay of this name (12 bytes) that asks an agent (12 bytes).
void add_relay(const ServingHost& serving, std::string_view slug, std::string_view target) {
  patched_copy(fixture("relay"), serving.plugin(fmt::format("{}.so", slug)),
               {{"relay-000000", slug}, {"target-00000", target}});
}

}  // namespace

TEST_CASE("what an agent logs comes to the listener, and none of it after the stop") {
  std::mutex mutex;
  std::vector<std::string> lines;
  ServingHost serving(HostOptions{.on_log = [&](const LogRecord& line) {
    const std::lock_guard lock(mutex);
    lines.push_back(fmt::format("{} {} {}", name_of(line.level), line.agent, line.message));
  }});
  write_whole(serving.plugin("logging.so"), content_of(fixture("logging")));
  REQUIRE(serving.host.start().problems().empty());
  REQUIRE(serving.host.call("logging"));
  CHECK(serving.host.stop().empty());
  CHECK(lines == std::vector<std::string>{"info logging open", "debug logging call",
                                          "warning logging thread", "info logging close"});
}

TEST_CASE("a call has a listener of its own for progress") {
  ServingHost serving;
  echo_copy(serving.plugin("echo.so"), "agent-000001");
  add_relay(serving, "relay-aaaaaa", "agent-000001");
  REQUIRE(serving.host.start().problems().empty());
  std::vector<std::string> heard;
  const auto answer =
      serving.host.call("relay-aaaaaa", R"({"ask":"version"})",
                        {.deadline = in(10s), .on_progress = [&](const Progress& progress) {
                           heard.push_back(fmt::format("{} {} of {}", progress.message,
                                                       progress.done, progress.total));
                         }});
  REQUIRE(answer);
  CHECK(answer->text() == "version-0000");
  CHECK(heard == std::vector<std::string>{"relaying 1 of 2", "relaying 2 of 2"});
}

TEST_CASE("an agent that calls another which is not there fails with the host's own words") {
  ServingHost serving;
  add_relay(serving, "relay-aaaaaa", "nobody-12345");
  REQUIRE(serving.host.start().problems().empty());
  const auto answer = serving.host.call("relay-aaaaaa");
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == "agent.failed");
  CHECK(answer.error().agent_code == "agent.not_found");
  CHECK(answer.error().message == "no such agent is live");
}

TEST_CASE("CALL-01 an agent that reaches itself, at once or by another, fails at once") {
  ServingHost serving;
  add_relay(serving, "relay-aaaaaa", "relay-bbbbbb");
  add_relay(serving, "relay-bbbbbb", "relay-aaaaaa");
  add_relay(serving, "relay-cccccc", "relay-cccccc");
  REQUIRE(serving.host.start().problems().empty());
  for (const std::string_view slug : {"relay-aaaaaa", "relay-cccccc"}) {
    const auto answer = serving.host.call(slug, "{}", in(1h));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().agent_code == "call.reentrant");
  }
}

TEST_CASE("a key is refused where there is nothing to be named by it") {
  ServingHost serving;
  echo_copy(serving.plugin("echo.so"), "agent-000001");
  REQUIRE(serving.host.start().problems().empty());
  const auto answer = serving.host.call("agent-000001", "{}", {.key = "k"});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == "call.not_keyed");
}

}  // namespace muster::test
