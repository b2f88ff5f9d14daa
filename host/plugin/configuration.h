// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_CONFIGURATION_H
#define MUSTER_PLUGIN_CONFIGURATION_H

#include <string>
#include <string_view>

#include <muster/configuration.h>
#include <muster/error.h>
#include "plugin/agent.h"

namespace muster::plugin {

/// Which configurations an agent takes: "its config_schema is {...}", cut where it is long. Empty:
/// any.
[[nodiscard]] std::string schema_hint(const AgentDescriptor& agent);

/// What `open` will be given: the agent's configuration, or {}. An error where it breaks the
/// agent's config_schema: subject is the place in the operator's file, else `subject: SLUG`; no
/// value of the configuration is quoted, for it may be a secret.
[[nodiscard]] Result<AgentConfiguration> configuration_of(const Agent& agent,
                                                          const Configurations& configurations,
                                                          std::string_view subject);

}  // namespace muster::plugin

#endif
