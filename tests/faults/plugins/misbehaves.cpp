// SPDX-License-Identifier: Apache-2.0

// An agent that does to a call what it is told: {"do": "throw"}, "fail", "overrun" (its
// deadline), "late" (it writes with the token of the call before), "flood" (with a gibibyte),
// "report" (its progress).
#include <muster/abi.h>

#include <stdexcept>
#include <string>
#include <string_view>

MUSTER_NOTE(MUSTER_PROGRESS_ID);

namespace {

struct Agent {
  const muster_host* host;
  std::uint64_t last_token = 0;
};

muster_text text(std::string_view view) { return {view.data(), view.size()}; }

std::int32_t write(const Agent& agent, std::uint64_t token, std::string_view bytes) {
  muster_block block{};
  block.struct_size = sizeof block;
  block.bytes = text(bytes);
  return agent.host->write(agent.host->context, token, &block);
}

std::int32_t open_agent(const muster_open* open, void** self) {
  *self = new Agent{open->host};
  return MUSTER_OK;
}

void close_agent(void* self) { delete static_cast<Agent*>(self); }

std::int32_t call_agent(void* self, const muster_call* call) {
  auto& agent = *static_cast<Agent*>(self);
  const muster_host& host = *agent.host;
  const std::string_view input(call->input.data, call->input.size);
  const auto is_told = [input](std::string_view word) {
    return input == R"({"do":")" + std::string(word) + R"("})";
  };
  const std::uint64_t last_token = agent.last_token;
  agent.last_token = call->token;
  if (is_told("throw")) throw std::runtime_error("thrown on purpose");
  if (is_told("fail")) return host.fail(host.context, call->token, text("own_code"), text("no"));
  if (is_told("overrun")) {
    while (host.check(host.context, call->token) == MUSTER_OK) continue;
  }
  if (is_told("late") && write(agent, last_token, "late") != MUSTER_GONE) return MUSTER_FAILED;
  if (is_told("flood")) {
    const std::string megabyte(std::size_t{1} << 20, 'x');
    for (int i = 0; i < 1024; ++i) static_cast<void>(write(agent, call->token, megabyte));
  }
  if (is_told("report")) {
    const auto& progress = *static_cast<const muster_progress_api*>(
        host.extension(host.context, text(MUSTER_PROGRESS_ID)));
    return progress.report(progress.context, call->token, 1, 2, {});
  }
  return MUSTER_OK;
}

}  // namespace

std::int32_t muster_register(const muster_registrar* registrar) {
  muster_agent_descriptor agent{};
  agent.struct_size = sizeof agent;
  agent.slug = text("misbehaves");
  agent.description = text("Does to a call what it is told.");
  agent.open = open_agent;
  agent.call = call_agent;
  agent.close = close_agent;
  return registrar->add(registrar->context, &agent);
}
