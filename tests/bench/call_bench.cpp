// SPDX-License-Identifier: Apache-2.0
// One agent, called in each of the ways in which a program can.
#include <benchmark/benchmark.h>
#include <muster/host.h>

#include <string>
#include <string_view>

#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster {
namespace {

constexpr std::string_view kInput = R"({"text":"hello, world"})";
constexpr std::string_view kInC = "agent-000000";  // of fixtures/echo.c
constexpr std::string_view kInCpp = "echo";

/// A host of two concurrent agents that answer their input: one of a library in C, one of the
/// program, by the C++ SDK.
struct Serving {
  test::TempDir folder;
  Host host{{.plugins = {folder.make_folder("plugins")},
             .staging = folder.make_folder("staging"),
             .permissions = Permissions::off}};

  Serving() {
    test::write_whole(folder / "plugins/echo.so", test::content_of(test::fixture("echo")));
    host.start();
    const AgentDescriptor descriptor{
        .slug = std::string(kInCpp), .description = "Answers its input.", .concurrent = true};
    host.add(descriptor, [](Call& call) { return call.text(call.input()); });
  }
};

// The bytes alone, of an agent that was found before.
void lease_call(benchmark::State& state, std::string_view slug) {
  Serving serving;
  const auto lease = serving.host.find(slug);
  if (!lease) return state.SkipWithError("not live");
  std::string out;
  for ([[maybe_unused]] auto _ : state) {
    if (!lease->call(kInput, out)) state.SkipWithError("no answer");
    benchmark::DoNotOptimize(out);
  }
}

// A read-side section, a pin, and the same.
void handle_call(benchmark::State& state, std::string_view slug) {
  Serving serving;
  Handle handle = serving.host.handle(slug);
  std::string out;
  for ([[maybe_unused]] auto _ : state) {
    if (!handle.call(kInput, out)) state.SkipWithError("no answer");
    benchmark::DoNotOptimize(out);
  }
}

// Found by its name, with its input parsed and checked and a deadline.
void checked_call(benchmark::State& state, std::string_view slug) {
  Serving serving;
  for ([[maybe_unused]] auto _ : state) {
    const auto answer = serving.host.call(slug, kInput);
    if (!answer) state.SkipWithError("no answer");
    benchmark::DoNotOptimize(answer);
  }
}

BENCHMARK_CAPTURE(lease_call, c, kInC)->Repetitions(9)->ReportAggregatesOnly();
BENCHMARK_CAPTURE(lease_call, cpp, kInCpp)->Repetitions(9)->ReportAggregatesOnly();
BENCHMARK_CAPTURE(handle_call, c, kInC)->Repetitions(9)->ReportAggregatesOnly();
BENCHMARK_CAPTURE(handle_call, cpp, kInCpp)->Repetitions(9)->ReportAggregatesOnly();
BENCHMARK_CAPTURE(checked_call, c, kInC)->Repetitions(9)->ReportAggregatesOnly();
BENCHMARK_CAPTURE(checked_call, cpp, kInCpp)->Repetitions(9)->ReportAggregatesOnly();

}  // namespace
}  // namespace muster
