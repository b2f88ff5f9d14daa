// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_INVOKE_H
#define MUSTER_PLUGIN_INVOKE_H

#include <vector>

#include <muster/error.h>
#include <muster/result.h>
#include "plugin/agent.h"
#include "plugin/blocks.h"
#include "plugin/invocation.h"

namespace muster::plugin {

/// Runs an agent on this thread, once it has a place there: a serialised one takes one call at a
/// time, a concurrent one max_concurrent. The caller holds a pin.
/// Errors: those of run(); "call.timeout" and "call.cancelled" also when it had none before;
/// "call.deadlock" at once when its callers hold what every call inside waits for;
/// "call.reentrant" at once, not a wait, when a serialised agent would reach itself;
/// "call.keyed" and "call.not_keyed".
/// `take` gets the blocks of a call that succeeded.
[[nodiscard]] Result<void> invoke(const Agent& agent, const Invocation& invocation,
                                  const TakeBlocks& take);
[[nodiscard]] Result<std::vector<Block>> invoke(const Agent& agent, const Invocation& invocation);

}  // namespace muster::plugin

#endif
