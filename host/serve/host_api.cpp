// SPDX-License-Identifier: Apache-2.0
#include "serve/host_api.h"

#include <algorithm>
#include <limits>

#include "call/call.h"

namespace muster::serve {
namespace {

std::size_t workers_most(const AgentDescriptor& agent) {
  if (!agent.concurrent) return 1;
  return agent.max_concurrent != 0 ? agent.max_concurrent : std::numeric_limits<std::size_t>::max();
}

}  // namespace

AgentTerms terms_of(const Host& host, std::string_view slug) {
  const auto lease = host.find(slug);
  if (!lease) return {};
  return {.version = &lease->agent(), .workers_most = workers_most(lease->descriptor())};
}

Status HostApi::status() const {
  Status status = host_.status();
  status.health = health();
  return status;
}

Health HostApi::health() const {
  const Health health = host_.health();
  const bool is_overloaded = std::ranges::any_of(
      load().agents, [](const AgentLoad& agent) { return agent.is_overloaded; });
  return health == Health::ok && is_overloaded ? Health::degraded : health;
}

Load HostApi::load() const { return workers_ != nullptr ? workers_->load() : Load{}; }

Result<TimePoint> HostApi::deadline_of(const Calling& calling, TimePoint arrived) const {
  const auto lease = host_.find(calling.slug);
  if (!lease) return tl::unexpected(registry::why_not_found(lease.error(), calling.slug));
  call::Request request{.slug = calling.slug};
  if (calling.deadline) request.deadline = calling.deadline->at;
  return call::deadline_of(request, lease->descriptor(), arrived);
}

Called HostApi::call(const Calling& calling) {
  const auto begin = std::chrono::steady_clock::now();
  const std::uint64_t generation = host_.find(calling.slug)
                                       .map([](const Lease& lease) { return lease.generation(); })
                                       .value_or(0);
  auto result = host_.call(calling.slug, calling.input,
                           {.deadline = calling.deadline,
                            .request_id = calling.request_id,
                            .key = calling.key,
                            .on_progress = on_progress_,
                            .stop = calling.stop});
  return {std::move(result), generation, std::chrono::steady_clock::now() - begin};
}

}  // namespace muster::serve
