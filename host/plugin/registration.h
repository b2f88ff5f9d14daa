// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_REGISTRATION_H
#define MUSTER_PLUGIN_REGISTRATION_H

#include <memory>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include "plugin/agent.h"
#include "plugin/library.h"

namespace muster::plugin {

/// Calls `register` with a staging area of its own and returns the agents it added, sorted by slug,
/// each descriptor checked and copied. An error (subject: `subject`, or `subject: SLUG`): what
/// broke a rule first, though the plugin returned MUSTER_OK; or that it returned something else; or
/// that it added none. Nothing of the staging area stays then. Exceptions that reach us from the
/// plugin are an error too.
///
/// Threads: the loader thread; runs foreign code.
[[nodiscard]] Result<std::vector<std::unique_ptr<Agent>>> collect(Register* entry,
                                                                  std::string_view subject);

/// Whether a slug is [a-z0-9][a-z0-9._-]{0,63}.
[[nodiscard]] bool is_slug(std::string_view text) noexcept;

}  // namespace muster::plugin

#endif
