// SPDX-License-Identifier: Apache-2.0
#include "plugin/run.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "plugin/call_pool.h"
#include "plugin/codes.h"
#include "plugin/foreign.h"

namespace muster::plugin {
namespace {

struct Ended {
  std::int32_t status = MUSTER_FAILED;
  std::optional<std::string> thrown;
};

// The SDK lets no exception out; a plugin written without it might.
Ended enter(const AgentFunction& entered, const muster_call& call) {
  Ended ended;
  ended.thrown = catch_foreign([&] { ended.status = entered.function(entered.subject, &call); });
  return ended;
}

std::string_view name_of_status(std::int32_t status) noexcept {
  switch (status) {
    case MUSTER_PENDING:
      return "MUSTER_PENDING, which is reserved,";
    case MUSTER_FAILED:
      return "MUSTER_FAILED";
    case MUSTER_INVALID:
      return "MUSTER_INVALID";
    case MUSTER_NOT_FOUND:
      return "MUSTER_NOT_FOUND";
    case MUSTER_WRONG_TYPE:
      return "MUSTER_WRONG_TYPE";
    case MUSTER_TOO_LARGE:
      return "MUSTER_TOO_LARGE";
    case MUSTER_CANCELLED:
      return "MUSTER_CANCELLED";
    case MUSTER_GONE:
      return "MUSTER_GONE";
    case MUSTER_BROKEN:
      return "MUSTER_BROKEN";
    default:
      return "an unknown status";
  }
}

Error refusal(const Agent& agent, const Code& code, std::string message) {
  return error(code, agent.descriptor.slug, std::move(message));
}

Error failure(const Agent& agent, std::string message, std::string agent_code = {}) {
  Error failed = refusal(agent, codes::agent_failed, std::move(message));
  failed.agent_code = std::move(agent_code);
  return failed;
}

// Why a call whose function has returned did not succeed; none: it did.
std::optional<Error> why_failed(const Agent& agent, std::string_view name, const Ended& ended,
                                const CallRecord& record) {
  if (record.invocation.stop.stop_requested()) {
    return refusal(agent, codes::call_cancelled, fmt::format("{} was given up", name));
  }
  if (agent.calls->is_past(record.invocation.deadline)) {
    return refusal(agent, codes::call_timeout, fmt::format("{} answered after the deadline", name));
  }
  if (record.too_large) {
    return refusal(agent, codes::call_result_too_large,
                   record.refusal.empty() ? "no memory for the result"
                                          : "the result was refused: " + record.refusal);
  }
  if (ended.thrown) {
    return refusal(agent, codes::agent_threw, fmt::format("{} threw: {}", name, *ended.thrown));
  }
  if (record.failed) return failure(agent, record.failure_message, record.failure_code);
  if (ended.status != MUSTER_OK) {
    return failure(
        agent,
        fmt::format("{} returned {} and gave no reason{}{}", name, name_of_status(ended.status),
                    record.refusal.empty() ? "" : "; the host had refused: ", record.refusal));
  }
  if (!record.writer.is_empty()) {
    return failure(agent, fmt::format("{} left its JSON result unfinished", name));
  }
  return std::nullopt;
}

muster_text text(std::string_view view) noexcept { return {view.data(), view.size()}; }

muster_call raw_call(const CallPool::Call& call, const Invocation& invocation) {
  muster_call raw{};
  raw.struct_size = sizeof raw;
  raw.token = call.token();
  raw.input = text(invocation.input);
  raw.content_type = text("application/json");
  raw.key = text(invocation.key);
  raw.request_id = text(invocation.request_id);
  if (invocation.deadline != TimePoint::max()) {
    raw.deadline_ns = std::chrono::nanoseconds(invocation.deadline.time_since_epoch()).count();
  }
  raw.state_version = invocation.state_version;
  raw.depth = call.depth();
  return raw;
}

}  // namespace

Ran run(const Agent& agent, const AgentFunction& function, const Invocation& invocation,
        const TakeBlocks& take) {
  const auto refuse = [&](const Code& code, std::string message) {
    return Ran{tl::unexpected(refusal(agent, code, std::move(message)))};
  };
  if (invocation.stop.stop_requested()) {
    return refuse(codes::call_cancelled, "it was given up before it began");
  }
  if (agent.calls->is_past(invocation.deadline)) {
    return refuse(codes::call_timeout, "the deadline had passed before the call began");
  }
  const CallRecord* const caller = running_call();
  if (caller != nullptr && caller->depth + 1 >= MUSTER_CALL_DEPTH_MAX) {
    return refuse(codes::call_too_deep,
                  fmt::format("{} agents called each other to get here", MUSTER_CALL_DEPTH_MAX));
  }
  CallPool::Call call(*agent.calls, agent, invocation);
  if (!call) {
    return refuse(codes::call_too_many, fmt::format("{} calls are running", CallPool::kCallsMax));
  }
  const muster_call raw = raw_call(call, invocation);
  const Ended ended = enter(function, raw);
  CallRecord& record = call.end();
  Ran ran{.status = ended.status, .has_thrown = ended.thrown.has_value()};
  if (auto failed = why_failed(agent, function.name, ended, record)) {
    ran.result = tl::unexpected(*std::move(failed));
  } else {
    take(record.blocks);
  }
  return ran;
}

}  // namespace muster::plugin
