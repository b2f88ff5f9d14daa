// SPDX-License-Identifier: Apache-2.0
// The first load of many libraries that passed the probe before, against a bare loop of dlopen.
#include <benchmark/benchmark.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <muster/host.h>

#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

Milliseconds load_bare(const std::vector<std::string>& libraries, const std::string* copies) {
  std::vector<void*> handles;
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string& library : libraries) {
    std::string path = library;
    if (copies != nullptr) {
      path = fmt::format("{}/{}.so", *copies, handles.size());
      std::filesystem::copy_file(library, path, std::filesystem::copy_options::overwrite_existing);
    }
    handles.push_back(::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL));
  }
  const Milliseconds taken = std::chrono::steady_clock::now() - begin;
  for (void* const handle : handles) ::dlclose(handle);
  return taken;
}

// `bare_ms` opens copies that are there, `copied_ms` copies each file first, `start_ms` is the
// whole start of a host: scan, copy, hash, inspect, map, register, open, build, publish. Each of
// the fastest round. The goal is a `ratio` to `bare_ms` of 2.5. `make bench` puts the files into
// memory: ext4 searches long for a free inode where thousands were freed within five seconds, and
// the round before has just done that.
void first_load(benchmark::State& state) {
  const test::TempDir verdicts;
  const test::TempDir copies;
  const test::TempDir staging;
  const std::string plugins = copies.make_folder("plugins");
  std::vector<std::string> libraries;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    libraries.push_back(
        test::echo_copy(fmt::format("{}/{:06}.so", plugins, i), fmt::format("agent-{:06}", i)));
  }
  const auto options = [&](std::string probe) {
    return HostOptions{.plugins = {plugins},
                       .staging = staging.path(),
                       .state = verdicts.path(),
                       .probe = std::move(probe)};
  };
  if (Host(options({})).start().outcome() != Outcome::published) state.SkipWithError("refused");

  Milliseconds bare = Milliseconds::max();
  Milliseconds copied = Milliseconds::max();
  Milliseconds started = Milliseconds::max();
  for ([[maybe_unused]] auto _ : state) {
    copied = std::min(copied, load_bare(libraries, &copies.path()));
    bare = std::min(bare, load_bare(libraries, nullptr));
    Host host(options("/nonexistent"));
    const ReloadReport report = host.start();
    if (report.refused() != 0) state.SkipWithError("a library was refused");
    const Milliseconds taken = report.duration;
    state.SetIterationTime(std::chrono::duration<double>(taken).count());
    started = std::min(started, taken);
  }
  state.counters["bare_ms"] = bare.count();
  state.counters["copied_ms"] = copied.count();
  state.counters["start_ms"] = started.count();
  state.counters["ratio"] = started / bare;
}
BENCHMARK(first_load)->Arg(1000)->Iterations(10)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace muster
