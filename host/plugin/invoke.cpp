// SPDX-License-Identifier: Apache-2.0
#include "plugin/invoke.h"

#include <utility>

#include "plugin/call_record.h"
#include "plugin/codes.h"
#include "plugin/run.h"

namespace muster::plugin {
namespace {

// The right to run a serialised agent; any number of threads have it for a concurrent one.
class Turn {
 public:
  Turn(const Agent& agent, const Invocation& invocation)
      : gate_(agent.descriptor.concurrent ? nullptr : &agent.gate),
        has_come_(gate_ == nullptr || gate_->enter(invocation.deadline, invocation.stop)) {}
  ~Turn() {
    if (gate_ != nullptr && has_come_) gate_->leave();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  [[nodiscard]] bool has_come() const noexcept { return has_come_; }

 private:
  Gate* gate_;
  bool has_come_;
};

// Whether a call is inside of one of this agent already.
bool is_inside(const CallRecord* caller, const Agent& agent) noexcept {
  for (; caller != nullptr; caller = caller->invocation.caller) {
    if (caller->agent == &agent) return true;
  }
  return false;
}

}  // namespace

Result<std::vector<Block>> invoke(const Agent& agent, const Invocation& invocation) {
  const auto refuse = [&](const Code& code, std::string message) {
    return tl::unexpected(error(code, agent.descriptor.slug, std::move(message)));
  };
  if (agent.descriptor.keyed) {
    return refuse(codes::call_keyed, "the agent is keyed, and this version serves no such agent");
  }
  if (!invocation.key.empty()) {
    return refuse(codes::call_not_keyed, "the agent is not keyed, but the call has a key");
  }
  if (!agent.descriptor.concurrent && is_inside(invocation.caller, agent)) {
    return refuse(codes::call_reentrant,
                  "the call comes from a call of this agent, which is not concurrent");
  }
  const Turn turn(agent, invocation);
  if (!turn.has_come()) {
    if (invocation.stop.stop_requested()) {
      return refuse(codes::call_cancelled, "it was given up while other calls held the agent");
    }
    return refuse(codes::call_timeout, "other calls held the agent until the deadline");
  }
  return run(agent, {.function = agent.call, .subject = agent.self}, invocation).result;
}

}  // namespace muster::plugin
