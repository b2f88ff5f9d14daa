// SPDX-License-Identifier: Apache-2.0
#include "call/call.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "call/check.h"
#include "plugin/invoke.h"

namespace muster::call {

Request request_of(const plugin::AgentCall& asked) {
  return {.slug = asked.slug,
          .input = asked.input,
          .deadline = asked.deadline,
          .stop = asked.stop,
          .request_id = asked.request_id,
          .key = asked.key,
          .max_result_bytes = asked.max_result_bytes};
}

TimePoint deadline_of(const Request& request, const AgentDescriptor& agent, TimePoint now) {
  if (request.deadline) return *request.deadline;
  if (agent.deadline_ms != 0) return now + std::chrono::milliseconds(agent.deadline_ms);
  return now + kDefaultDeadline;
}

Result<CallResult> checked(const registry::Registry& registry, const Request& request,
                           const Clock& clock) {
  const TimePoint begin = clock.now();
  const auto lease = registry.find(request.slug);
  if (!lease) return tl::unexpected(registry::why_not_found(lease.error(), request.slug));

  const std::string slug(request.slug);
  const auto input = checked_input(lease->agent(), request.input);
  if (!input) return tl::unexpected(input.error());

  const plugin::Invocation invocation{
      .input = request.input,
      .parsed = &*input,
      .key = request.key,
      .request_id = request.request_id,
      .deadline = deadline_of(request, lease->descriptor(), begin),
      .stop = request.stop,
      .max_result_bytes = request.max_result_bytes,
      .on_progress = request.on_progress,
  };
  auto blocks = plugin::invoke(lease->agent(), invocation);
  if (!blocks) return tl::unexpected(std::move(blocks.error()));
  if (auto bad = why_bad_output(lease->agent(), *blocks)) return tl::unexpected(std::move(*bad));
  return CallResult{std::move(*blocks), slug, lease->generation(), clock.now() - begin};
}

plugin::CallAgent route(const registry::Registry& registry) {
  return [&registry](const plugin::AgentCall& asked) -> Result<std::vector<Block>> {
    auto result = checked(registry, request_of(asked), SystemClock());
    if (!result) return tl::unexpected(std::move(result.error()));
    return std::move(result->blocks);
  };
}

}  // namespace muster::call
