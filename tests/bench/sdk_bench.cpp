// SPDX-License-Identifier: Apache-2.0
// What the C++ layer of the SDK costs a call: one agent, written in C and in C++.
#include <benchmark/benchmark.h>

#include <string>

#include "base/json.h"
#include "plugin/invoke.h"
#include "support/loading.h"

namespace muster {
namespace {

void call_echo(benchmark::State& state, const std::string& library) {
  test::Loading loading;
  const auto plugin = loading.load(MUSTER_BENCH_AGENTS "/" + library);
  if (!plugin) return state.SkipWithError("not loaded");
  const plugin::Agent& echo = *(*plugin)->agents.front();
  const std::string_view input = R"({"text":"hello, world"})";
  const json::Value parsed = *json::parse(input, "input");
  for ([[maybe_unused]] auto _ : state) {
    auto answer = plugin::invoke(echo, {.input = input, .parsed = &parsed});
    if (!answer) state.SkipWithError("no answer");
    benchmark::DoNotOptimize(answer);
  }
}

// Compare the fastest of each; the goal is 5 ns between them.
BENCHMARK_CAPTURE(call_echo, c, "bench_echo_c.so")->Repetitions(9)->ReportAggregatesOnly();
BENCHMARK_CAPTURE(call_echo, cpp, "bench_echo_cpp.so")->Repetitions(9)->ReportAggregatesOnly();

}  // namespace
}  // namespace muster
