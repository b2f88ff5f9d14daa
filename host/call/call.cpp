// SPDX-License-Identifier: Apache-2.0
#include "call/call.h"

#include <string>
#include <utility>

#include "base/json.h"
#include "call/codes.h"
#include "plugin/invoke.h"

namespace muster::call {
namespace {

Error not_there(FindError reason, std::string_view slug) {
  return reason == FindError::not_found
             ? error(codes::not_found, std::string(slug), "no such agent is live")
             : error(codes::not_started, std::string(slug), "the host is not serving");
}

TimePoint deadline_of(const Request& request, const AgentDescriptor& agent, TimePoint now) {
  if (request.deadline) return *request.deadline;
  if (agent.deadline_ms != 0) return now + std::chrono::milliseconds(agent.deadline_ms);
  return now + kDefaultDeadline;
}

}  // namespace

Result<CallResult> checked(const registry::Registry& registry, const Request& request,
                           const Clock& clock) {
  const TimePoint begin = clock.now();
  const auto lease = registry.find(request.slug);
  if (!lease) return tl::unexpected(not_there(lease.error(), request.slug));

  const std::string slug(request.slug);
  const auto input = json::parse(request.input, slug);
  if (!input) return tl::unexpected(input.error());
  if (!input->is_object()) {
    return tl::unexpected(
        error(codes::input_not_object, slug, "the input is JSON, but not an object"));
  }

  plugin::Invocation invocation{.input = request.input, .parsed = &*input};
  invocation.request_id = request.request_id;
  invocation.deadline = deadline_of(request, lease->descriptor(), begin);
  auto blocks = plugin::invoke(lease->agent(), invocation);
  if (!blocks) return tl::unexpected(std::move(blocks.error()));
  return CallResult{std::move(*blocks), slug, lease->generation(), clock.now() - begin};
}

}  // namespace muster::call
