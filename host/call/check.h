// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CALL_CHECK_H
#define MUSTER_CALL_CHECK_H

#include <optional>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include <muster/result.h>
#include "base/json.h"
#include "plugin/agent.h"

namespace muster::call {

/// What an agent is given as a tree, if it is one JSON object within the limits.
[[nodiscard]] Result<json::Value> checked_object(const plugin::Agent& agent, std::string_view text);

/// The input of a call: such an object that also fits the agent's input schema.
[[nodiscard]] Result<json::Value> checked_input(const plugin::Agent& agent, std::string_view input);

/// Why an answer breaks the agent's output schema: its last JSON block, the structured part, is
/// what counts. Without one nothing is checked.
[[nodiscard]] std::optional<Error> why_bad_output(const plugin::Agent& agent,
                                                  const std::vector<Block>& blocks);

}  // namespace muster::call

#endif
