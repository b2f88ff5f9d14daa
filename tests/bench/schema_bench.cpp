// SPDX-License-Identifier: Apache-2.0
// Schemas: compiling one, checking what is usual, and parsing and checking what is hostile.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>

#include "base/json.h"
#include "schema/schema.h"

namespace muster {
namespace {

constexpr std::string_view kSmall = R"({"type": "object", "required": ["text"],
  "properties": {"text": {"type": "string", "minLength": 1, "maxLength": 200},
                 "count": {"type": "integer", "minimum": 1, "maximum": 100},
                 "style": {"enum": ["plain", "loud"]}},
  "additionalProperties": false})";
constexpr std::string_view kInstance = R"({"text": "hello, world", "count": 3, "style": "loud"})";

constexpr std::string_view kAttacked = R"({
  "properties": {"text": {"pattern": "^[a-z]+$"}, "evil": {"pattern": "(x+x+)+y"},
                 "items": {"uniqueItems": true}},
  "additionalProperties": false})";

void compile(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) {
    auto schema = schema::Schema::compile(kSmall, "agent");
    benchmark::DoNotOptimize(schema);
  }
}

void check(benchmark::State& state) {
  const auto schema = schema::Schema::compile(kSmall, "agent");
  const auto instance = json::parse(kInstance, "input");
  if (!schema || !instance) return state.SkipWithError("not read");
  for ([[maybe_unused]] auto _ : state) {
    auto violation = schema->check(*instance);
    benchmark::DoNotOptimize(violation);
  }
}

// As a call does it: from the text on.
void parse_and_check(benchmark::State& state, const std::string& input) {
  const auto schema = schema::Schema::compile(kAttacked, "agent");
  if (!schema) return state.SkipWithError("not compiled");
  for ([[maybe_unused]] auto _ : state) {
    const auto instance = json::parse(input, "input");
    if (!instance) return state.SkipWithError("not JSON");
    auto violation = schema->check(*instance);
    benchmark::DoNotOptimize(violation);
  }
}

std::string numbers(int count) {
  std::string items = R"({"items":[0)";
  for (int i = 1; i < count; ++i) items += ',' + std::to_string(i);
  return items + "]}";
}

const bool added = [] {
  const std::string megabyte(1'000'000, 'x');
  benchmark::RegisterBenchmark("schema/compile", compile);
  benchmark::RegisterBenchmark("schema/check", check);
  benchmark::RegisterBenchmark("hostile/pattern", parse_and_check,
                               R"({"text":")" + megabyte + R"(!"})");
  benchmark::RegisterBenchmark("hostile/backtracking", parse_and_check,
                               R"({"evil":")" + megabyte + R"("})");
  benchmark::RegisterBenchmark("hostile/unique", parse_and_check, numbers(100'000));
  return true;
}();

}  // namespace
}  // namespace muster
