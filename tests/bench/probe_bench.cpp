// SPDX-License-Identifier: Apache-2.0
// What it costs to try new libraries out in the helper process, against loading them here.
#include <benchmark/benchmark.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "plugin/probe.h"
#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

std::vector<plugin::Probing> new_libraries(const test::TempDir& folder, std::int64_t count) {
  std::vector<plugin::Probing> libraries;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string path = folder / fmt::format("{}.so", i);
    libraries.push_back({test::echo_copy(path, fmt::format("agent-{:06}", i)), path});
  }
  return libraries;
}

template <class Function>
Milliseconds time_of(Function function) {
  const auto begin = std::chrono::steady_clock::now();
  function();
  return std::chrono::steady_clock::now() - begin;
}

void load_and_unload(const std::vector<plugin::Probing>& libraries) {
  for (const plugin::Probing& library : libraries) {
    void* const handle = ::dlopen(library.copy.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle != nullptr) ::dlclose(handle);
  }
}

// `bare_ms` and `probe_ms` are of the fastest rounds: other work on the machine makes both slower,
// but not alike. The goal is 3 times the bare time and 5 ms; `used` is the part of that which was
// needed.
void probe_batch(benchmark::State& state) {
  const test::TempDir folder;
  const auto libraries = new_libraries(folder, state.range(0));
  plugin::Prober prober({});
  Milliseconds bare = Milliseconds::max();
  Milliseconds probed = Milliseconds::max();
  for ([[maybe_unused]] auto _ : state) {
    bare = std::min(bare, time_of([&] { load_and_unload(libraries); }));
    const Milliseconds once = time_of([&] {
      if (prober.probe(libraries).back().outcome != plugin::Probed::Outcome::passed) {
        state.SkipWithError("a library did not pass");
      }
    });
    state.SetIterationTime(std::chrono::duration<double>(once).count());
    probed = std::min(probed, once);
  }
  constexpr double kGoalRatio = 3;
  constexpr Milliseconds kGoalFixed{5};
  state.counters["bare_ms"] = bare.count();
  state.counters["probe_ms"] = probed.count();
  state.counters["ratio"] = probed / bare;
  state.counters["used"] = probed / (kGoalRatio * bare + kGoalFixed);
}
BENCHMARK(probe_batch)->Arg(1)->Arg(100)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace muster
