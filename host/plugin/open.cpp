// SPDX-License-Identifier: Apache-2.0
#include "plugin/open.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>

#include "base/text.h"
#include "plugin/codes.h"
#include "plugin/foreign.h"
#include "plugin/json_service.h"

namespace muster::plugin {
namespace {

constexpr std::size_t kReasonBytesMax = 4096;

// What an agent says while its `open` runs.
int32_t keep_reason(void* context, muster_text message) noexcept {
  if (message.data == nullptr && message.size > 0) return MUSTER_INVALID;
  try {
    static_cast<std::string*>(context)->assign(
        message.data, std::min<std::size_t>(message.size, kReasonBytesMax));
    return MUSTER_OK;
  } catch (...) {
    return MUSTER_FAILED;
  }
}

void leave_log(const Agent& agent) {
  if (agent.log) agent.calls->log().leave(*agent.log);
}

}  // namespace

Result<void> open(Agent& agent, CallPool& calls, std::string_view subject) {
  agent.calls = &calls;
  agent.log = calls.log().enter(agent.descriptor.slug);
  if (agent.open == nullptr) return {};
  const auto refuse = [&](const Code& code, std::string message) {
    leave_log(agent);
    return tl::unexpected(
        error(code, fmt::format("{}: {}", subject, agent.descriptor.slug), std::move(message)));
  };
  std::string reason;
  const std::string& text = agent.configuration.text;
  const muster_open opening{.struct_size = sizeof(muster_open),
                            .reserved = 0,
                            .host = &calls.host(),
                            .user = agent.user,
                            .config = {text.data(), text.size()},
                            .context = &reason,
                            .fail = keep_reason,
                            .configuration = node_of(agent.configuration.value),
                            .agent = agent.log->number};
  int32_t status = MUSTER_FAILED;
  const auto thrown = catch_foreign_on_own_thread([&] { status = agent.open(&opening, &agent.self); });
  if (thrown) {
    return refuse(codes::open_threw, "its `open` threw: " + escaped(*thrown));
  }
  if (status != MUSTER_OK) {
    return refuse(codes::open_failed,
                  reason.empty() ? fmt::format("its `open` returned {}, and did not say why by "
                                               "open->fail",
                                               status)
                                 : escaped(reason));
  }
  return {};
}

void close(const Agent& agent) {
  // Nobody is left to be told: the agent has served, and its library goes in any case.
  if (agent.close != nullptr) std::ignore = catch_foreign_on_own_thread([&] { agent.close(agent.self); });
  leave_log(agent);
}

}  // namespace muster::plugin
