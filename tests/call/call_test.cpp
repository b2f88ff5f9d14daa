// SPDX-License-Identifier: Apache-2.0
#include "call/call.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/manual_clock.h"
#include "plugin/call_pool.h"
#include "registry/codes.h"
#include "registry/registry.h"
#include "support/units.h"

namespace muster::call {
namespace {

using namespace std::chrono_literals;

/// What the agent of these tests was called with, and the JSON it answers, if any.
struct Seen {
  plugin::CallPool& pool;
  std::string answer;
  std::string input;
  std::string request_id;
  std::int64_t deadline_ns = 0;
  int calls = 0;
};

std::int32_t note_down(void* self, const muster_call* call) {
  Seen& seen = *static_cast<Seen*>(self);
  seen.input.assign(call->input.data, call->input.size);
  seen.request_id.assign(call->request_id.data, call->request_id.size);
  seen.deadline_ns = call->deadline_ns;
  ++seen.calls;
  if (seen.answer.empty()) return MUSTER_OK;
  const muster_block block{.struct_size = sizeof block,
                           .type = MUSTER_BLOCK_JSON,
                           .bytes = {seen.answer.data(), seen.answer.size()}};
  return seen.pool.host().write(seen.pool.host().context, call->token, &block);
}

schema::Schema compiled(std::string_view text) {
  auto schema = schema::Schema::compile(text, "test");
  REQUIRE(schema);
  return std::move(*schema);
}

struct Fixture {
  // Real time: an agent's deadline is a moment of the machine's clock.
  const SystemClock clock;
  plugin::CallPool pool;
  registry::Retirer retirer{clock, [] {}};
  registry::Registry registry{retirer};
  Seen seen{pool};
  plugin::Agent* agent;

  explicit Fixture(std::uint64_t deadline_ms = 0) {
    auto unit = test::plain_plugin("a.so", {"noting"});
    agent = unit->agents.front().get();
    agent->self = &seen;
    agent->call = note_down;
    agent->calls = &pool;
    agent->descriptor.deadline_ms = deadline_ms;
    registry.publish({{plugin::PluginPtr(std::move(unit))}, {}, {}});
  }

  [[nodiscard]] std::chrono::nanoseconds left() const {
    return std::chrono::nanoseconds(seen.deadline_ns) - clock.now().time_since_epoch();
  }
};

TEST_CASE_FIXTURE(Fixture,
                  "a checked call hands the caller's bytes and its request id to the agent") {
  const auto result =
      checked(registry, {.slug = "noting", .input = R"( {"a": 1} )", .request_id = "r-1"}, clock);
  REQUIRE(result);
  CHECK(seen.input == R"( {"a": 1} )");
  CHECK(seen.request_id == "r-1");
  CHECK(result->agent == "noting");
  CHECK(result->generation == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "an input that is no JSON object within the limits never reaches the agent") {
  const std::string deep = R"({"a":)" + std::string(64, '[') + std::string(64, ']') + "}";
  const std::string large = R"({"a":")" + std::string(std::size_t{1} << 20, 'x') + R"("})";
  for (const std::string& input :
       {std::string(), std::string("{"), std::string("[1]"), std::string("{} {}"),
        std::string(R"({"a":1,"a":2})"), std::string("{\"a\":\"\xff\"}"), deep, large}) {
    const auto result = checked(registry, {.slug = "noting", .input = input}, clock);
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == Kind::invalid);
    CHECK(result.error().subject.starts_with("noting"));
    CHECK_FALSE(result.error().hint.empty());
  }
  CHECK(seen.calls == 0);
}

TEST_CASE("an input that breaks the agent's schema is refused by its place and never reaches it") {
  Fixture fixture;
  fixture.agent->input_schema =
      compiled(R"({"properties": {"text": {"type": "string"}}, "required": ["text"]})");
  const auto error_of = [&fixture](std::string_view input) {
    const auto result =
        checked(fixture.registry, {.slug = "noting", .input = input}, fixture.clock);
    REQUIRE_FALSE(result);
    return result.error();
  };
  const Error wrong = error_of(R"({"text": 7})");
  CHECK(wrong.kind == Kind::invalid);
  CHECK(wrong.code == "call.invalid_input");
  CHECK(wrong.subject == "noting");
  CHECK(wrong.message == "input at /text: expected a string, found an integer");
  CHECK(wrong.hint == "see the schema: muster show noting");
  CHECK(error_of("{}").message == "input: \"text\" is missing");
  CHECK(fixture.seen.calls == 0);
  CHECK(checked(fixture.registry, {.slug = "noting", .input = R"({"text": "a"})"}, fixture.clock));
}

TEST_CASE("an answer whose JSON breaks the agent's own schema is the agent's failure") {
  Fixture fixture;
  fixture.agent->output_schema = compiled(R"({"required": ["sum"]})");
  const auto call = [&fixture](std::string answer) {
    fixture.seen.answer = std::move(answer);
    return checked(fixture.registry, {.slug = "noting"}, fixture.clock);
  };
  CHECK(call(R"({"sum": 1})"));
  const auto bad = call(R"({"sun": 1})");
  REQUIRE_FALSE(bad);
  CHECK(bad.error().kind == Kind::failed);
  CHECK(bad.error().code == "agent.invalid_output");
  CHECK(bad.error().message == "its answer: \"sum\" is missing");
  CHECK(call(""));  // without JSON
}

TEST_CASE_FIXTURE(Fixture, "the input may be omitted") {
  REQUIRE(checked(registry, {.slug = "noting"}, clock));
  CHECK(seen.input == "{}");
}

TEST_CASE_FIXTURE(Fixture, "a call has thirty seconds unless somebody says otherwise") {
  REQUIRE(checked(registry, {.slug = "noting"}, clock));
  CHECK(left() > 20s);
  CHECK(left() <= kDefaultDeadline);
  REQUIRE(checked(registry, {.slug = "noting", .deadline = clock.now() + 100s}, clock));
  CHECK(left() > 90s);
}

TEST_CASE("an agent's own deadline counts where the caller has none") {
  Fixture fixture(5'000);
  REQUIRE(checked(fixture.registry, {.slug = "noting"}, fixture.clock));
  CHECK(fixture.left() <= 5s);
}

TEST_CASE_FIXTURE(Fixture,
                  "an agent that is not there and a host that does not serve are told apart") {
  CHECK(checked(registry, {.slug = "nobody"}, clock).error().code ==
        registry::codes::not_found.code);
  registry.close();
  CHECK(checked(registry, {.slug = "noting"}, clock).error().code ==
        registry::codes::not_started.code);
}

TEST_CASE_FIXTURE(Fixture, "a call pins its agent for as long as it runs and no longer") {
  const auto lease = registry.find("noting");
  REQUIRE(lease);
  const rcu::PinSlot pins = lease->agent().pins;
  REQUIRE(checked(registry, {.slug = "noting"}, clock));
  CHECK(pins.uses() == 1);  // the lease's
}

}  // namespace
}  // namespace muster::call
