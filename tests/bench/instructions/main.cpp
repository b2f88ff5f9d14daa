// SPDX-License-Identifier: Apache-2.0
// Does one thing many times, the same in every run; tests/bench/instructions/count counts what it
// executes within counted().
#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "plugin/call_pool.h"
#include "registry/registry.h"
#include "support/units.h"

namespace {

using namespace muster;

constexpr int kAgents = 1'110;
constexpr int kTimes = 10'000;

// Answers with two bytes.
std::int32_t answer(void* self, const muster_call* call) {
  const muster_host& host = static_cast<plugin::CallPool*>(self)->host();
  const muster_block block{
      .struct_size = sizeof block, .type = MUSTER_BLOCK_TEXT, .bytes = {"ok", 2}};
  return host.write(host.context, call->token, &block);
}

plugin::PluginPtr plugin_of_agents(plugin::CallPool& pool) {
  auto unit = test::plain_plugin("a.so", {});
  for (int i = 0; i < kAgents; ++i) {
    auto agent = std::make_unique<plugin::Agent>();
    agent->descriptor.slug = fmt::format("agent-{:06}", i);
    agent->descriptor.concurrent = true;
    agent->pins = unit->pins.slot();
    agent->calls = &pool;
    agent->self = &pool;
    agent->call = answer;
    unit->agents.push_back(std::move(agent));
  }
  return unit;
}

struct Serving {
  Serving() {
    registry->publish({{plugin_of_agents(pool)}, {}, {}});
    for (int i = 0; i < kAgents; ++i) {
      names.push_back(fmt::format("agent-{:06}", i));
      others.push_back(fmt::format("agent-{:06}", kAgents + i));
    }
  }
  ~Serving() {
    registry->close();
    static_cast<void>(retirer.step());
  }

  SystemClock clock;
  plugin::CallPool pool;
  registry::Retirer retirer{clock, [] {}};
  std::shared_ptr<registry::Registry> registry = std::make_shared<registry::Registry>(retirer);
  std::vector<std::string> names;
  std::vector<std::string> others;
  Handle handle{registry, "agent-000000"};
  std::string out;
};

bool find(Serving& serving, std::size_t i) {
  return serving.registry->find(serving.names[i]).has_value();
}
bool miss(Serving& serving, std::size_t i) {
  return !serving.registry->find(serving.others[i]).has_value();
}
bool call(Serving& serving, std::size_t /*i*/) {
  return serving.handle.call("{}", serving.out).has_value();
}

using Work = bool (*)(Serving&, std::size_t);
struct Named {
  std::string_view name;
  Work work;
};
constexpr std::array kWorks{Named{"hit", find}, Named{"miss", miss}, Named{"handle", call}};

}  // namespace

// Outside of any namespace and not inlined: callgrind knows it by this name.
extern "C" [[gnu::noinline]] int counted(Work work, Serving& serving, int times) {
  int done = 0;
  for (int i = 0; i < times; ++i) {
    done += work(serving, static_cast<std::size_t>(i % kAgents)) ? 1 : 0;
  }
  return done;
}

int main(int argc, char** argv) {
  for (const Named& each : kWorks) {
    if (argc != 2 || each.name != argv[1]) continue;
    Serving serving;
    static_cast<void>(each.work(serving, 0));  // the thread's first
    return counted(each.work, serving, kTimes) == kTimes ? 0 : 1;
  }
  return 2;
}
