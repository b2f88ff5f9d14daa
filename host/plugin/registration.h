// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_REGISTRATION_H
#define MUSTER_PLUGIN_REGISTRATION_H

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include "plugin/agent.h"
#include "plugin/library.h"

namespace muster::plugin {

/// How many problems of one library are listed; of more, only their number.
inline constexpr std::size_t kRegistrationProblemsMax = 32;

/// Calls `register` with a staging area of its own and returns the agents it added, sorted by slug,
/// each descriptor checked and copied. Errors (subject: `subject`, or `subject: SLUG`), the most
/// important first: every rule that a descriptor breaks, though the plugin returned MUSTER_OK;
/// slugs added twice; or that `register` returned something else, threw, or added none. Nothing of
/// the staging area stays then.
///
/// Threads: the loader thread; runs foreign code.
[[nodiscard]] tl::expected<std::vector<std::unique_ptr<Agent>>, std::vector<Error>> collect(
    Register* entry, std::string_view subject);

/// Whether a slug is [a-z0-9][a-z0-9._-]{0,63}.
[[nodiscard]] bool is_slug(std::string_view text) noexcept;

}  // namespace muster::plugin

#endif
