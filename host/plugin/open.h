// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_OPEN_H
#define MUSTER_PLUGIN_OPEN_H

#include <string_view>

#include <muster/error.h>
#include "plugin/agent.h"
#include "plugin/call_pool.h"

namespace muster::plugin {

/// Opens an agent with its configuration; its calls will be those of `calls`. An error (subject:
/// `subject: SLUG`): its `open` said no, or threw; it need not be closed then.
///
/// Threads: the loader thread; runs foreign code.
[[nodiscard]] Result<void> open(Agent& agent, CallPool& calls, std::string_view subject);

/// Closes an agent that was opened.
///
/// Threads: the retiring thread; runs foreign code.
void close(const Agent& agent);

}  // namespace muster::plugin

#endif
