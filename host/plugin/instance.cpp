// SPDX-License-Identifier: Apache-2.0
#include "plugin/instance.h"

#include <fmt/format.h>

#include <tuple>
#include <utility>

#include "plugin/codes.h"
#include "plugin/foreign.h"

namespace muster::plugin {
namespace {

// `start` has one argument more than the other functions.
struct Starting {
  const Agent& agent;
  void* instance = nullptr;
};

std::int32_t run_start(void* subject, const muster_call* call) {
  auto& starting = *static_cast<Starting*>(subject);
  return starting.agent.start(starting.agent.self, call, &starting.instance);
}

}  // namespace

Result<Instance> Instance::start(const Agent& agent, const Invocation& invocation) {
  Starting starting{agent};
  Ran ran = run(agent, {.function = run_start, .subject = &starting, .name = "its `start`"},
                invocation, [](Blocks&) {});
  const bool is_made = ran.status == MUSTER_OK && !ran.has_thrown;
  if (ran.result) return Instance(agent, starting.instance);
  if (is_made) Instance(agent, starting.instance).stop(StopReason::requested);
  return tl::unexpected(std::move(ran.result.error()));
}

Instance::Instance(Instance&& other) noexcept
    : agent_(other.agent_),
      instance_(other.instance_),
      is_broken_(other.is_broken_),
      is_stopped_(std::exchange(other.is_stopped_, true)) {}

Instance::~Instance() { stop(is_broken_ ? StopReason::broken : StopReason::requested); }

Result<std::vector<Block>> Instance::run_function(decltype(muster_agent_descriptor::save) function,
                                                  std::string_view name,
                                                  const Invocation& invocation) {
  std::vector<Block> taken;
  Ran ran = run(*agent_, {.function = function, .subject = instance_, .name = name}, invocation,
                [&taken](Blocks& blocks) { taken = blocks.take(); });
  is_broken_ = is_broken_ || ran.is_broken();
  if (!ran.result) return tl::unexpected(std::move(ran.result.error()));
  return taken;
}

Result<std::vector<Block>> Instance::call(const Invocation& invocation) {
  return run_function(agent_->call, "agent", invocation);
}

Result<std::string> Instance::save(const Invocation& invocation) {
  auto blocks = run_function(agent_->save, "its `save`", invocation);
  if (!blocks) return tl::unexpected(std::move(blocks.error()));
  if (blocks->size() == 1 && blocks->front().type == Block::Type::json) {
    return std::move(blocks->front().bytes);
  }
  return tl::unexpected(error(codes::agent_failed, agent_->descriptor.slug,
                              "its `save` wrote something else than one JSON value"));
}

Result<void> Instance::restore(const Invocation& invocation) {
  auto blocks = run_function(agent_->restore, "its `restore`", invocation);
  if (blocks) return {};
  is_broken_ = true;
  return tl::unexpected(std::move(blocks.error()));
}

void Instance::stop(StopReason reason) {
  if (std::exchange(is_stopped_, true)) return;
  // Nobody is left to be told.
  std::ignore = catch_foreign([&] { agent_->stop(instance_, static_cast<std::uint32_t>(reason)); });
}

}  // namespace muster::plugin
