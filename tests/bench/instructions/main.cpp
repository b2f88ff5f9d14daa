// SPDX-License-Identifier: Apache-2.0
// Does one thing many times, the same in every run; tests/bench/instructions/count counts what it
// executes within counted().
#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "registry/registry.h"
#include "support/units.h"

namespace {

using namespace muster;

constexpr int kAgents = 1'110;
constexpr int kTimes = 10'000;

plugin::PluginPtr plugin_of_agents() {
  auto unit = test::plain_plugin("a.so", {});
  for (int i = 0; i < kAgents; ++i) {
    auto agent = std::make_unique<plugin::Agent>();
    agent->descriptor.slug = fmt::format("agent-{:06}", i);
    agent->pins = unit->pins.slot();
    unit->agents.push_back(std::move(agent));
  }
  return unit;
}

}  // namespace

// Outside of any namespace and not inlined: callgrind knows it by this name.
extern "C" [[gnu::noinline]] int counted(const registry::Registry& registry,
                                         const std::string* names, int times) {
  int found = 0;
  for (int i = 0; i < times; ++i) found += registry.find(names[i % kAgents]) ? 1 : 0;
  return found;
}

int main(int argc, char** argv) {
  const bool hit = argc == 2 && std::string_view(argv[1]) == "hit";
  std::vector<std::string> names;
  for (int i = 0; i < kAgents; ++i)
    names.push_back(fmt::format("agent-{:06}", hit ? i : kAgents + i));
  const SystemClock clock;
  registry::Retirer retirer(clock, [] {});
  registry::Registry registry(retirer);
  registry.publish({{plugin_of_agents()}, {}, {}});
  static_cast<void>(registry.find("agent-000000"));  // the thread's first
  return counted(registry, names.data(), kTimes) == (hit ? kTimes : 0) ? 0 : 1;
}
