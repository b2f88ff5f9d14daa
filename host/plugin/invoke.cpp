// SPDX-License-Identifier: Apache-2.0
#include "plugin/invoke.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "plugin/codes.h"
#include "plugin/foreign.h"

namespace muster::plugin {
namespace {

using std::chrono::steady_clock;

bool is_past(steady_clock::time_point deadline) {
  return deadline != steady_clock::time_point::max() && steady_clock::now() >= deadline;
}

// The right to run a serialised agent; any number of threads have it for a concurrent one.
class Turn {
 public:
  Turn(const Agent& agent, steady_clock::time_point deadline)
      : gate_(agent.descriptor.concurrent ? nullptr : &agent.gate),
        has_come_(gate_ == nullptr || gate_->enter(deadline)) {}
  ~Turn() {
    if (gate_ != nullptr && has_come_) gate_->leave();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  [[nodiscard]] bool has_come() const noexcept { return has_come_; }

 private:
  Gate* gate_;
  bool has_come_;
};

struct Ended {
  std::int32_t status = MUSTER_FAILED;
  std::optional<std::string> thrown;
};

// The SDK lets no exception out; a plugin written without it might.
Ended run(const Agent& agent, const muster_call& call) {
  Ended ended;
  ended.thrown = catch_foreign([&] { ended.status = agent.call(agent.self, &call); });
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
    default:
      return "an unknown status";
  }
}

Error failure(const Agent& agent, std::string message, std::string agent_code = {}) {
  Error failed = error(codes::agent_failed, agent.descriptor.slug, std::move(message));
  failed.agent_code = std::move(agent_code);
  return failed;
}

// What a call that ended in time amounts to.
Result<std::vector<Block>> result_of(const Agent& agent, const Ended& ended, CallRecord& record) {
  if (record.too_large) {
    return tl::unexpected(error(codes::call_result_too_large, agent.descriptor.slug,
                                record.refusal.empty()
                                    ? "no memory for the result"
                                    : "the result was refused: " + record.refusal));
  }
  if (ended.thrown) {
    return tl::unexpected(
        error(codes::agent_threw, agent.descriptor.slug, "agent threw: " + *ended.thrown));
  }
  if (record.failed) {
    return tl::unexpected(failure(agent, record.failure_message, record.failure_code));
  }
  if (ended.status != MUSTER_OK) {
    return tl::unexpected(failure(
        agent,
        fmt::format("agent returned {} and gave no reason{}{}", name_of_status(ended.status),
                    record.refusal.empty() ? "" : "; the host had refused: ", record.refusal)));
  }
  if (!record.writer.is_empty()) {
    return tl::unexpected(failure(agent, "agent left its JSON result unfinished"));
  }
  return std::move(record.blocks);
}

}  // namespace

Result<std::vector<Block>> invoke(const Agent& agent, const Invocation& invocation) {
  const auto timeout = [&](std::string message) {
    return tl::unexpected(error(codes::call_timeout, agent.descriptor.slug, std::move(message)));
  };
  const Turn turn(agent, invocation.deadline);
  if (!turn.has_come()) return timeout("other calls held the agent until the deadline");
  if (is_past(invocation.deadline)) return timeout("the deadline had passed before the call began");

  const std::uint64_t own_limit = agent.descriptor.max_result_bytes;
  CallPool::Call call(*agent.calls, invocation.input, invocation.parsed,
                      own_limit == 0 ? invocation.max_result_bytes
                                     : std::min(own_limit, invocation.max_result_bytes),
                      invocation.deadline);
  if (!call) {
    return tl::unexpected(error(codes::call_too_many, agent.descriptor.slug,
                                fmt::format("{} calls are running", CallPool::kCallsMax)));
  }
  const auto text = [](std::string_view view) { return muster_text{view.data(), view.size()}; };
  muster_call raw{};
  raw.struct_size = sizeof raw;
  raw.token = call.token();
  raw.input = text(invocation.input);
  raw.content_type = text("application/json");
  raw.key = text(invocation.key);
  raw.request_id = text(invocation.request_id);
  if (invocation.deadline != steady_clock::time_point::max()) {
    raw.deadline_ns = std::chrono::nanoseconds(invocation.deadline.time_since_epoch()).count();
  }

  const Ended ended = run(agent, raw);
  CallRecord& record = call.end();
  if (is_past(invocation.deadline)) return timeout("agent answered after the deadline");
  return result_of(agent, ended, record);
}

bool has_extension(std::string_view id) noexcept { return id == MUSTER_JSON_ID; }

}  // namespace muster::plugin
