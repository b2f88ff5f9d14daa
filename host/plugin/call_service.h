// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_CALL_SERVICE_H
#define MUSTER_PLUGIN_CALL_SERVICE_H

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

#include <muster/abi.h>
#include <muster/error.h>
#include <muster/result.h>
#include "base/clock.h"

namespace muster::plugin {

class CallPool;

/// A call of an agent, as another one asks for it from its own thread. The views stay valid until
/// it is answered.
struct AgentCall {
  std::string_view slug;
  std::string_view key;
  std::string_view input;
  std::string_view request_id;        ///< of the calling call
  std::optional<TimePoint> deadline;  ///< none: neither of the two has one
  std::stop_token stop;               ///< of the calling call
  std::uint64_t max_result_bytes = 0;
};

/// Runs a call that an agent asked for, on its thread. What knows the agents that are live gives it
/// to the pool.
using CallAgent = std::function<Result<std::vector<Block>>(const AgentCall&)>;

/// The extension muster.call/1 over the calls of a pool. Answers belong to the record of the call
/// that asked.
///
/// Lifetime: the pool's.
[[nodiscard]] muster_call_api call_service(CallPool& pool) noexcept;

}  // namespace muster::plugin

#endif
