// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_READ_DESCRIPTOR_H
#define MUSTER_PLUGIN_READ_DESCRIPTOR_H

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <muster/abi.h>
#include <muster/error.h>
#include "plugin/agent.h"

namespace muster::plugin {

/// Checks what a plugin says of one agent by the rules of muster/abi.h and copies it. Every field
/// that breaks a rule is an error, which names it (subject: `subject: SLUG`). `ordinal` counts the
/// agents of the library from one, for an agent whose slug cannot be shown (`subject: agent 3`).
///
/// Lifetime: nothing of `given` is referred to later but its functions and `user`.
[[nodiscard]] tl::expected<std::unique_ptr<Agent>, std::vector<Error>> read_descriptor(
    const muster_agent_descriptor* given, std::string_view subject, std::size_t ordinal);

[[nodiscard]] inline std::string_view as_view(const muster_text& text) noexcept {
  return text.size == 0 ? std::string_view() : std::string_view(text.data, text.size);
}

/// Why a text is not one line of UTF-8 without control characters, at most `limit` bytes long;
/// none: it is. With `multiline`, tabs and line feeds are fine.
[[nodiscard]] std::optional<std::string> why_bad_text(const muster_text& text, std::size_t limit,
                                                      bool multiline = false);

}  // namespace muster::plugin

#endif
