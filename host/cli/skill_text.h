// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_SKILL_TEXT_H
#define MUSTER_CLI_SKILL_TEXT_H

#include <string>
#include <string_view>

#include "base/json.h"

namespace muster::cli {

/// A skill as a host answered it: what it says of itself, and its files. Without the body.
[[nodiscard]] std::string skill_text(const json::Value& skill);

/// Somebody else's bytes for a terminal: control characters but line ends and tabs, and what is not
/// UTF-8, become \xNN.
[[nodiscard]] std::string for_terminal(std::string_view bytes);

}  // namespace muster::cli

#endif
