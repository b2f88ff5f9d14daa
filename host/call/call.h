// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CALL_CALL_H
#define MUSTER_CALL_CALL_H

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string_view>

#include <muster/call_options.h>
#include <muster/error.h>
#include <muster/result.h>
#include "base/clock.h"
#include "plugin/call_service.h"
#include "plugin/invocation.h"
#include "registry/registry.h"

namespace muster::call {

inline constexpr std::chrono::seconds kDefaultDeadline{30};

/// One call as somebody asked for it. The views stay valid until checked() returns.
struct Request {
  std::string_view slug;
  std::string_view input = "{}";
  std::optional<TimePoint> deadline;  ///< none: the agent's own, else kDefaultDeadline
  std::stop_token stop;               ///< requested: nobody waits for the result any more
  std::string_view request_id;
  std::string_view key;
  const ProgressListener* on_progress = nullptr;  ///< null: nobody listens
  std::uint64_t max_result_bytes = plugin::Invocation().max_result_bytes;
};

/// What an agent asks of another one, as a request.
[[nodiscard]] Request request_of(const plugin::AgentCall& asked);

/// When a call has to be answered: as the request says, else as the agent does, else by
/// kDefaultDeadline.
[[nodiscard]] TimePoint deadline_of(const Request& request, const AgentDescriptor& agent,
                                    TimePoint now);

/// The one path of every call that is not an embedder's own bytes: finds the agent, parses the
/// input once, refuses what is no JSON object within the limits or breaks the agent's input schema,
/// runs the agent on this thread, and refuses an answer whose JSON breaks its output schema.
[[nodiscard]] Result<CallResult> checked(const registry::Registry& registry, const Request& request,
                                         const Clock& clock);

/// How agents of a pool call each other: like everybody else, through checked(), those of
/// `registry`.
///
/// Lifetime: what it returns uses the registry.
[[nodiscard]] plugin::CallAgent route(const registry::Registry& registry);

}  // namespace muster::call

#endif
