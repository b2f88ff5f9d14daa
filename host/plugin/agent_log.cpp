// SPDX-License-Identifier: Apache-2.0
#include "plugin/agent_log.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "plugin/agent.h"
#include "plugin/call_pool.h"

namespace muster::plugin {

// Who wrote a line, and in which call.
struct AgentLog::Origin {
  std::shared_ptr<LogSource> source;  // null: the call has ended, or the agent is closed
  std::string request_id;
  std::string key;
};

AgentLog::AgentLog(const CallPool& pool, LogListener listener, std::shared_ptr<const Clock> clock)
    : pool_(pool),
      listener_(std::move(listener)),
      clock_(std::move(clock)),
      api_{.struct_size = sizeof(muster_log_api),
           .reserved = 0,
           .context = this,
           .write = [](void* context, std::uint64_t source, std::uint32_t level,
                       muster_text message) -> std::int32_t {
             try {
               return static_cast<AgentLog*>(context)->write(source, level, message);
             } catch (...) {
               return MUSTER_TOO_LARGE;  // no memory
             }
           }} {}

std::shared_ptr<LogSource> AgentLog::enter(std::string slug) {
  auto source = std::make_shared<LogSource>();
  source->slug = std::move(slug);
  const std::lock_guard lock(mutex_);
  source->number = ++last_number_;
  open_.emplace(source->number, source);
  return source;
}

void AgentLog::leave(const LogSource& source) {
  std::shared_ptr<LogSource> left;
  {
    const std::lock_guard lock(mutex_);
    auto entry = open_.extract(source.number);
    if (entry.empty()) return;
    left = std::move(entry.mapped());
  }
  std::unique_lock lock(left->mutex);
  const std::uint64_t dropped = left->limit.take_dropped();
  lock.unlock();
  tell_dropped(left->slug, dropped);
}

void AgentLog::close() noexcept {
  // Sequentially consistent, like all in tell(): either that sees the flag, or this sees the count.
  is_closed_ = true;
  for (std::uint32_t inside = telling_; inside != 0; inside = telling_) telling_.wait(inside);
}

AgentLog::Origin AgentLog::origin_of(std::uint64_t source) const {
  Origin origin;
  if ((source & kAgentBit) != 0) {
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(source);
    if (found != open_.end()) origin.source = found->second;
    return origin;
  }
  const CallPool::Hold hold(pool_, source);
  if (!hold) return origin;
  const CallRecord& record = hold.record();
  origin.source = record.agent->log;
  origin.request_id = record.invocation.request_id;
  origin.key = record.invocation.key;
  return origin;
}

std::int32_t AgentLog::write(std::uint64_t source, std::uint32_t level, muster_text message) {
  const auto text = checked_text(shortened(message, MUSTER_LOG_BYTES_MAX));
  if (!text || level > MUSTER_LOG_ERROR) return MUSTER_INVALID;
  const Origin origin = origin_of(source);
  if (!origin.source) return MUSTER_GONE;
  std::optional<std::uint64_t> dropped;
  {
    const std::lock_guard lock(origin.source->mutex);
    dropped = origin.source->limit.pass(clock_->now());
  }
  if (!dropped) return MUSTER_TOO_LARGE;
  const std::string& slug = origin.source->slug;
  tell_dropped(slug, *dropped);
  tell({.agent = slug,
        .level = static_cast<LogLevel>(level),
        .message = *text,
        .request_id = origin.request_id,
        .key = origin.key});
  return MUSTER_OK;
}

void AgentLog::tell_dropped(std::string_view slug, std::uint64_t count) {
  if (count == 0) return;
  const auto message = fmt::format("{} line{} dropped", count, count == 1 ? "" : "s");
  tell({.agent = slug, .level = LogLevel::warning, .message = message});
}

void AgentLog::tell(const LogRecord& record) noexcept {
  if (!listener_) return;
  ++telling_;
  if (!is_closed_) {
    try {
      listener_(record);
    } catch (...) {
      // The embedder's own affair; the agent that wrote the line has nothing to do with it.
    }
  }
  if (--telling_ == 0) telling_.notify_all();
}

}  // namespace muster::plugin
