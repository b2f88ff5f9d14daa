// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_MEMORY_AGENT_H
#define MUSTER_PLUGIN_MEMORY_AGENT_H

#include <memory>

#include <muster/agent_function.h>
#include <muster/descriptor.h>
#include <muster/error.h>
#include "plugin/call_pool.h"
#include "plugin/loaded_plugin.h"

namespace muster::plugin {

/// An agent of the program as a unit, opened: its descriptor keeps the rules of muster/abi.h, as
/// those of libraries do. It has no configuration. An error is the first rule that is broken.
///
/// Threads: any; runs `open` of the function.
[[nodiscard]] Result<std::unique_ptr<LoadedPlugin>> memory_agent(const AgentDescriptor& descriptor,
                                                                 AgentFunction function,
                                                                 CallPool& calls);

}  // namespace muster::plugin

#endif
