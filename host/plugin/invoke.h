// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_INVOKE_H
#define MUSTER_PLUGIN_INVOKE_H

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include <muster/result.h>
#include "base/json.h"
#include "plugin/agent.h"
#include "plugin/call_pool.h"

namespace muster::plugin {

/// What one call brings along. The views stay valid until invoke() returns.
struct Invocation {
  std::string_view input;
  const json::Value* parsed = nullptr;  ///< of input; null: parsed when the agent first asks for it
  std::string_view key;
  std::string_view request_id;
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  std::uint64_t max_result_bytes = std::uint64_t{16} << 20;
};

/// Runs an agent on this thread, behind its gate if it is serialised. The caller holds a pin.
/// Errors: "agent.failed" (with agent_code) when the agent says so, "agent.threw"
/// when an exception left it, "call.timeout" when the gate or the result came after the deadline,
/// "call.result_too_large" when a write was refused for its size, "call.too_many".
[[nodiscard]] Result<std::vector<Block>> invoke(const Agent& agent, const Invocation& invocation);

/// Whether this host has the extension (muster.json/1).
[[nodiscard]] bool has_extension(std::string_view id) noexcept;

}  // namespace muster::plugin

#endif
