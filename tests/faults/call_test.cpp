// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <string>

#include "support/fixture_plugins.h"
#include "support/serving_host.h"

namespace muster::test {
namespace {

using namespace std::chrono_literals;

/// A host with an agent that misbehaves as it is told, and another that must not notice.
struct Fixture {
  ServingHost serving;

  Fixture() {
    write_whole(serving.plugin("misbehaves.so"), content_of(fixture("misbehaves")));
    echo_copy(serving.plugin("echo.so"), "agent-000001");
    REQUIRE(serving.host.start().problems().empty());
  }
  ~Fixture() {
    CHECK(serving.ask("agent-000001") == "version-0000");
    CHECK(serving.host.call("misbehaves"));
    CHECK(serving.host.stop().empty());
  }

  [[nodiscard]] Result<CallResult> tell(std::string_view what, const CallOptions& options = {}) {
    return serving.host.call("misbehaves", fmt::format(R"({{"do":"{}"}})", what), options);
  }
  [[nodiscard]] Error failure(std::string_view what, const CallOptions& options = {}) {
    const auto answer = tell(what, options);
    REQUIRE_FALSE(answer);
    return answer.error();
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "CALL-01 a call that throws or fails is an error to its caller alone") {
  CHECK(failure("throw").code == "agent.threw");
  CHECK(failure("throw").message == "agent threw: thrown on purpose");
  CHECK(failure("fail").agent_code == "own_code");
}

TEST_CASE_FIXTURE(Fixture,
                  "CALL-01 a call that ignores its deadline is a timeout when it returns") {
  CHECK(failure("overrun", {.deadline = in(20ms)}).code == "call.timeout");
}

TEST_CASE_FIXTURE(Fixture, "CALL-01 a write after the return reaches no other call") {
  REQUIRE(tell("nothing"));
  const auto answer = tell("late");
  REQUIRE(answer);
  CHECK(answer->blocks.empty());
}

TEST_CASE_FIXTURE(Fixture, "CALL-01 a gibibyte is refused at the limit, which is named") {
  const Error error = failure("flood");
  CHECK(error.code == "call.result_too_large");
  CHECK(error.message == "the result was refused: more than 16777216 bytes");
}

TEST_CASE_FIXTURE(Fixture, "CALL-01 a reload that is asked for in the midst of a call ends") {
  std::uint64_t reload = 0;
  const auto answer = tell(
      "report", {.on_progress = [&](const Progress&) { reload = serving.host.reload().number; }});
  CHECK(answer);
  CHECK(reload == 2);
}

TEST_CASE("CALL-01 of a chain of 33 agents the last is not called, and each caller is told") {
  ServingHost serving;
  const auto name = [](int number) { return fmt::format("relay-{:06}", number); };
  for (int number = 1; number <= 33; ++number) {
    patched_copy(fixture("relay"), serving.plugin(name(number) + ".so"),
                 {{"relay-000000", name(number)}, {"target-00000", name(number + 1)}});
  }
  REQUIRE(serving.host.start().problems().empty());
  const auto answer = serving.host.call(name(1), "{}", in(1h));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().agent_code == "call.too_deep");
  // A shorter one ends where nobody is.
  CHECK(serving.host.call(name(2), "{}", in(1h)).error().agent_code == "agent.not_found");
}

}  // namespace muster::test
