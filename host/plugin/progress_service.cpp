// SPDX-License-Identifier: Apache-2.0
#include "plugin/progress_service.h"

#include <cmath>

#include "plugin/call_pool.h"

namespace muster::plugin {
namespace {

bool is_amount(double number) noexcept { return std::isfinite(number) && number >= 0; }

std::int32_t report(void* context, std::uint64_t token, double done, double total,
                    muster_text message) noexcept {
  return static_cast<CallPool*>(context)->with(
      token, [&](const CallPool::Hold& hold) -> std::int32_t {
        if (hold.is_late()) return MUSTER_CANCELLED;
        CallRecord& record = hold.record();
        const auto text = checked_text(shortened(message, kMessageBytesMax));
        if (!is_amount(done) || !is_amount(total) || done < record.done || !text) {
          return record.refuse(MUSTER_INVALID, "progress that fell back or is no amount");
        }
        record.done = done;
        if (record.invocation.on_progress == nullptr) return MUSTER_OK;
        // Within the hold: the call cannot end meanwhile, and no other report comes in between.
        try {
          (*record.invocation.on_progress)({done, total, *text});
        } catch (...) {
          // The caller's own affair.
        }
        return MUSTER_OK;
      });
}

}  // namespace

muster_progress_api progress_service(CallPool& pool) noexcept {
  return {.struct_size = sizeof(muster_progress_api),
          .reserved = 0,
          .context = &pool,
          .report = &report};
}

}  // namespace muster::plugin
