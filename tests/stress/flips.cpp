// SPDX-License-Identifier: Apache-2.0
#include "stress/flips.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <string>

#include "stress/host_process.h"
#include "support/fixture_plugins.h"

namespace muster::stress {
namespace {

using std::chrono::steady_clock;

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

struct Flipped {
  std::string bytes;
  std::string how;  ///< "echo: bit 3 of byte 4711, ..."
};

// One to eight bits of one of the fixtures, which is sealed. The same for the same seed.
Flipped flipped(std::uint64_t seed) {
  constexpr std::array kFixtures{"echo", "configured", "demanding", "shared_state", "static_tls"};
  std::mt19937_64 random(seed);
  const auto below = [&random](std::size_t most) { return random() % most; };
  const char* const name = kFixtures.at(below(kFixtures.size()));
  Flipped result{test::sealed(test::content_of(test::fixture(name))), fmt::format("{}:", name)};
  for (std::size_t flips = 1 + below(8); flips > 0; --flips) {
    const std::size_t at = below(result.bytes.size());
    const std::size_t bit = below(8);
    result.bytes[at] = static_cast<char>(result.bytes[at] ^ (1 << bit));
    result.how += fmt::format(" bit {} of byte {}", bit, at);
  }
  return result;
}

/// What was found out so far.
struct Findings {
  std::map<std::string, std::uint64_t> outcomes;
  std::uint64_t flips = 0;
  std::uint64_t deaths = 0;

  void print(steady_clock::duration time) const {
    const double seconds = std::chrono::duration<double>(time).count();
    fmt::print("flips: {} in {:.0f} s, {:.0f} a second; {} ended a host\n", flips, seconds,
               static_cast<double>(flips) / seconds, deaths);
    for (const auto& [outcome, count] : outcomes) fmt::print("  {:<28} {:>8}\n", outcome, count);
    std::fflush(stdout);
  }
};

}  // namespace

bool flip(std::chrono::seconds duration) {
  const std::uint64_t first = number_in("MUSTER_STRESS_SEED", std::random_device()());
  const std::uint64_t most =
      number_in("MUSTER_STRESS_FLIPS", std::numeric_limits<std::uint64_t>::max());
  fmt::print("flips: MUSTER_STRESS_SEED={}\n", first);
  std::fflush(stdout);

  Findings found;
  auto host = std::make_unique<HostProcess>();
  const auto begin = steady_clock::now();
  for (; found.flips < most && steady_clock::now() - begin < duration; ++found.flips) {
    const std::uint64_t seed = first + found.flips;
    const Flipped fault = flipped(seed);
    test::write_whole(host->path(), fault.bytes);
    const auto outcome = host->reload();
    ++found.outcomes[outcome.value_or("(death)")];
    // Code that holds the linker in the host takes all further reloads with it, as it is
    // documented.
    if (outcome && outcome != "load.stuck") continue;
    if (!outcome) {
      ++found.deaths;
      const std::string kept = fmt::format("flip-{}.so", seed);
      test::write_whole(kept, fault.bytes);
      fmt::print("flips: {}, by {} ({}); again: MUSTER_STRESS_SEED={} MUSTER_STRESS_FLIPS=1\n",
                 host->end(), kept, fault.how, seed);
    }
    host.reset();  // first, so that the next process does not inherit its channel
    host = std::make_unique<HostProcess>();
  }
  found.print(steady_clock::now() - begin);
  if (const std::string wrong = host->end(); !wrong.empty()) {
    fmt::print("flips: the last host could not be stopped: {}\n", wrong);
    return false;
  }
  return found.deaths == 0;
}

}  // namespace muster::stress
