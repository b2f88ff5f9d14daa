// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_OPEN_H
#define MUSTER_PLUGIN_OPEN_H

#include <string_view>

#include <muster/abi.h>
#include <muster/error.h>
#include "plugin/agent.h"

namespace muster::plugin {

/// Opens an agent. An error (subject: `subject: SLUG`): its `open` said no, or threw; it need not
/// be closed then.
///
/// Threads: the loader thread; runs foreign code.
[[nodiscard]] Result<void> open(Agent& agent, const muster_host& host,
                                std::string_view configuration, std::string_view subject);

/// Closes an agent that was opened.
///
/// Threads: the retiring thread; runs foreign code.
void close(const Agent& agent);

}  // namespace muster::plugin

#endif
