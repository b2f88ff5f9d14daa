// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_RUN_H
#define MUSTER_PLUGIN_RUN_H

#include <cstdint>
#include <string_view>

#include <muster/abi.h>
#include <muster/error.h>
#include <muster/result.h>
#include "plugin/agent.h"
#include "plugin/blocks.h"
#include "plugin/invocation.h"

namespace muster::plugin {

/// A function of an agent that uses the token of a call: its `call`, or one of an instance.
struct AgentFunction {
  std::int32_t (*function)(void* subject, const muster_call* call) = nullptr;
  void* subject = nullptr;          ///< first argument: self, or the instance
  std::string_view name = "agent";  ///< in errors: "agent", "its `save`"
};

/// How it ended.
struct Ran {
  Result<void> result;
  std::int32_t status = MUSTER_FAILED;  ///< that it returned; this, too, where it did not run
  bool has_thrown = false;

  /// Whether an instance cannot go on.
  [[nodiscard]] bool is_broken() const noexcept { return has_thrown || status == MUSTER_BROKEN; }
};

/// Runs a function of an agent on this thread as a call: with a token, a record and the deadline.
/// `take` gets what it wrote, if it succeeded. Knows no gate and no key. The caller holds a pin.
/// Errors: "agent.failed" (with agent_code) when the agent says so, "agent.threw" when an exception
/// left it, "call.timeout" when the result came after the deadline, "call.cancelled" when the stop
/// was requested before, "call.result_too_large" when a write was refused for its size,
/// "call.too_many", "call.too_deep" where agents call each other beyond MUSTER_CALL_DEPTH_MAX.
[[nodiscard]] Ran run(const Agent& agent, const AgentFunction& function,
                      const Invocation& invocation, const TakeBlocks& take);

}  // namespace muster::plugin

#endif
