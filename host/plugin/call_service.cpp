// SPDX-License-Identifier: Apache-2.0
#include "plugin/call_service.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>
#include <utility>

#include "plugin/agent.h"
#include "plugin/call_pool.h"
#include "plugin/codes.h"
#include "plugin/json_service.h"

namespace muster::plugin {
namespace {

muster_text view(std::string_view text) noexcept { return {text.data(), text.size()}; }

// The earlier of both; zero is none.
std::optional<TimePoint> deadline_of(std::int64_t asked_ns, TimePoint callers) {
  const TimePoint asked =
      asked_ns == 0 ? TimePoint::max() : TimePoint(std::chrono::nanoseconds(asked_ns));
  const TimePoint earlier = std::min(asked, callers);
  return earlier == TimePoint::max() ? std::nullopt : std::optional(earlier);
}

// What the request amounts to on behalf of the call of `token`, if that may ask for it now.
std::int32_t read(const CallPool& pool, std::uint64_t token, const muster_request& request,
                  AgentCall& into) noexcept {
  const auto slug = checked_text(request.agent);
  const auto key = checked_text(request.key);
  const auto input = checked_text(request.input);
  if (!slug || !key || !input) return MUSTER_INVALID;
  return pool.with(token, [&](const CallPool::Hold& hold) -> std::int32_t {
    if (hold.is_late()) return MUSTER_CANCELLED;
    const CallRecord& record = hold.record();
    // Another thread is not inside of this call, and might outlast it.
    if (record.thread != std::this_thread::get_id()) return MUSTER_INVALID;
    const auto room = record.answers.room();
    if (!room) return MUSTER_TOO_LARGE;
    into = {.slug = *slug,
            .key = *key,
            .input = input->empty() ? "{}" : *input,
            .request_id = record.invocation.request_id,
            .deadline = deadline_of(request.deadline_ns, record.invocation.deadline),
            .stop = record.invocation.stop,
            .max_result_bytes = std::min(*room, Invocation().max_result_bytes)};
    return MUSTER_OK;
  });
}

std::int32_t call(void* context, std::uint64_t token, const muster_request* request,
                  muster_answer* out) noexcept {
  if (request == nullptr || request->struct_size < sizeof(muster_request) || out == nullptr) {
    return MUSTER_INVALID;
  }
  auto& pool = *static_cast<CallPool*>(context);
  AgentCall asked;
  if (const auto status = read(pool, token, *request, asked); status != MUSTER_OK) return status;
  try {
    // Not within a hold: the call of `token` writes, reports and is asked for while this one runs.
    auto result = pool.route(asked);
    return pool.with(token, [&](const CallPool::Hold& hold) -> std::int32_t {
      const std::int32_t status = result ? MUSTER_OK : MUSTER_FAILED;
      *out = handle_of(hold.record().answers.keep(std::move(result)));
      return status;
    });
  } catch (...) {
    return MUSTER_TOO_LARGE;  // no memory
  }
}

const std::vector<Block>* blocks_of(muster_answer handle) noexcept {
  const Answer* const answer = answer_of(handle);
  return answer != nullptr && answer->result() ? &*answer->result() : nullptr;
}

std::uint64_t block_count(muster_answer handle) noexcept {
  const auto* const blocks = blocks_of(handle);
  return blocks == nullptr ? 0 : blocks->size();
}

std::int32_t block(muster_answer handle, std::uint64_t index, muster_block* out) noexcept {
  if (out == nullptr || out->struct_size < sizeof(muster_block)) return MUSTER_INVALID;
  const auto* const blocks = blocks_of(handle);
  if (blocks == nullptr || index >= blocks->size()) return MUSTER_NOT_FOUND;
  const Block& block = (*blocks)[index];
  out->type = static_cast<std::uint32_t>(block.type);
  out->mime = view(block.mime);
  out->name = view(block.name);
  out->bytes = view(block.bytes);
  return MUSTER_OK;
}

std::int32_t json(muster_answer handle, muster_json* out) noexcept {
  if (out == nullptr) return MUSTER_INVALID;
  const Answer* const answer = answer_of(handle);
  try {
    const json::Value* const tree = answer == nullptr ? nullptr : answer->tree();
    if (tree == nullptr) return MUSTER_NOT_FOUND;
    *out = node_of(*tree);
    return MUSTER_OK;
  } catch (...) {
    return MUSTER_TOO_LARGE;  // no memory
  }
}

std::int32_t error(muster_answer handle, muster_text* code, muster_text* message) noexcept {
  if (code == nullptr || message == nullptr) return MUSTER_INVALID;
  const Answer* const answer = answer_of(handle);
  if (answer == nullptr || answer->result()) return MUSTER_NOT_FOUND;
  const Error& error = answer->result().error();
  *code = error.agent_code.empty() ? view(error.code) : view(error.agent_code);
  *message = view(error.message);
  return MUSTER_OK;
}

void release(void* context, std::uint64_t token, muster_answer handle) noexcept {
  static_cast<CallPool*>(context)->with(token, [&](const CallPool::Hold& hold) -> std::int32_t {
    hold.record().answers.release(answer_of(handle));
    return MUSTER_OK;
  });
}

}  // namespace

muster_call_api call_service(CallPool& pool) noexcept {
  return {.struct_size = sizeof(muster_call_api),
          .reserved = 0,
          .context = &pool,
          .call = &call,
          .block_count = &block_count,
          .block = &block,
          .json = &json,
          .error = &error,
          .release = &release};
}

}  // namespace muster::plugin
