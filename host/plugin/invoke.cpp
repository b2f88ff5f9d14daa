// SPDX-License-Identifier: Apache-2.0
#include "plugin/invoke.h"

#include <optional>
#include <string>
#include <utility>

#include "plugin/call_pool.h"
#include "plugin/codes.h"
#include "plugin/run.h"

namespace muster::plugin {
namespace {

// A place inside of an agent.
class Turn {
 public:
  Turn(const Agent& agent, const Invocation& invocation)
      : bounded_(is_bounded(agent.descriptor) ? &agent : nullptr) {
    if (bounded_ == nullptr || agent.gate.try_enter(places_of(agent.descriptor))) return;
    refused_ = agent.calls->waiting().enter(agent, invocation);
  }
  ~Turn() {
    if (bounded_ == nullptr || refused_ || bounded_->gate.try_leave()) return;
    bounded_->calls->waiting().leave(*bounded_);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  /// Why it did not come.
  [[nodiscard]] const std::optional<Error>& refused() const noexcept { return refused_; }

 private:
  const Agent* bounded_;
  std::optional<Error> refused_;
};

// Whether this thread is inside of a call of the agent already.
bool is_inside(const Agent& agent) noexcept {
  for (const auto* call = running_call(); call != nullptr; call = call->caller) {
    if (call->agent == &agent) return true;
  }
  return false;
}

}  // namespace

Result<void> invoke(const Agent& agent, const Invocation& invocation, const TakeBlocks& take) {
  const auto refuse = [&](const Code& code, std::string message) {
    return tl::unexpected(error(code, agent.descriptor.slug, std::move(message)));
  };
  if (agent.descriptor.keyed) {
    return refuse(codes::call_keyed, "the agent is keyed, and this version serves no such agent");
  }
  if (!invocation.key.empty()) {
    return refuse(codes::call_not_keyed, "the agent is not keyed, but the call has a key");
  }
  if (!agent.descriptor.concurrent && is_inside(agent)) {
    return refuse(codes::call_reentrant,
                  "the call comes from a call of this agent, which is not concurrent");
  }
  const Turn turn(agent, invocation);
  if (turn.refused()) return tl::unexpected(*turn.refused());
  return run(agent, {.function = agent.call, .subject = agent.self}, invocation, take).result;
}

Result<std::vector<Block>> invoke(const Agent& agent, const Invocation& invocation) {
  std::vector<Block> taken;
  auto done = invoke(agent, invocation, [&taken](Blocks& blocks) { taken = blocks.take(); });
  if (!done) return tl::unexpected(std::move(done.error()));
  return taken;
}

}  // namespace muster::plugin
