// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_AGENT_LOG_H
#define MUSTER_PLUGIN_AGENT_LOG_H

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <muster/abi.h>
#include <muster/log_record.h>
#include "base/clock.h"
#include "plugin/line_limit.h"

namespace muster::plugin {

class CallPool;

/// An agent as the log knows it while it is open.
struct LogSource {
  std::string slug;
  std::uint64_t number = 0;  ///< names it outside of calls
  std::mutex mutex;
  LineLimit limit;  ///< guarded by mutex
};

/// The extension muster.log/1: what agents write, on its way to the embedder.
///
/// Threads:  any.
/// Lifetime: the pool's.
/// Cost:     two locks of the one agent and a copy of the call's names, then the listener.
class AgentLog {
 public:
  /// No token of a call has this bit, every number of an agent does.
  static constexpr std::uint64_t kAgentBit = std::uint64_t{1} << 63;

  AgentLog(const CallPool& pool, LogListener listener, std::shared_ptr<const Clock> clock);
  AgentLog(const AgentLog&) = delete;
  AgentLog& operator=(const AgentLog&) = delete;

  [[nodiscard]] const muster_log_api& api() const noexcept { return api_; }

  /// Gives an agent that is about to be opened its number, until it leaves.
  [[nodiscard]] std::shared_ptr<LogSource> enter(std::string slug);
  /// Says how many lines were dropped that nobody was told of.
  void leave(const LogSource& source);

  /// The listener is not called any more. Waits for those who are in it.
  void close() noexcept;

 private:
  struct Origin;
  [[nodiscard]] Origin origin_of(std::uint64_t source) const;
  std::int32_t write(std::uint64_t source, std::uint32_t level, muster_text message);
  void tell(const LogRecord& record) noexcept;
  void tell_dropped(std::string_view slug, std::uint64_t count);

  const CallPool& pool_;
  const LogListener listener_;
  const std::shared_ptr<const Clock> clock_;
  muster_log_api api_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, std::shared_ptr<LogSource>> open_;  // guarded by mutex_
  std::uint64_t last_number_ = kAgentBit;                     // guarded by mutex_
  std::atomic<bool> is_closed_{false};
  std::atomic<std::uint32_t> telling_{0};  // threads in the listener
};

}  // namespace muster::plugin

#endif
