// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_CALL_POOL_H
#define MUSTER_PLUGIN_CALL_POOL_H

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>
#include <utility>
#include <vector>

#include <muster/abi.h>
#include <muster/log_record.h>
#include "plugin/agent_log.h"
#include "plugin/call_record.h"
#include "plugin/call_service.h"
#include "plugin/waiting_calls.h"

namespace muster::plugin {

/// The records of running calls, and the muster_host table whose callbacks find them by token.
/// Records are pooled and never freed while the pool lives: a callback with a token whose call has
/// ended gets MUSTER_GONE, never freed memory. A token is the number of a slot (16 bits) and how
/// often the slot was used (47 bits); a slot whose count is at its end stays unused, so no token
/// comes twice. The highest bit is for the numbers of agents (AgentLog).
///
/// Threads:  any. Calls share no lock and, as each thread returns to its last slot, no cache line.
/// Lifetime: longer than every agent that was opened with host().
/// Cost:     a call is two compare-exchanges and two stores on its own slot, a write one of each;
/// no
///           allocation but for the result, unless more calls run at once than ever before.
class CallPool {
 public:
  /// `on_log` gets what agents log, not too much of it. `clock` says when a call is late.
  explicit CallPool(LogListener on_log = {},
                    std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>());
  ~CallPool();
  CallPool(const CallPool&) = delete;
  CallPool& operator=(const CallPool&) = delete;

  /// What open hands to a plugin.
  [[nodiscard]] const muster_host& host() const noexcept { return host_; }
  [[nodiscard]] const muster_json_api& json() const noexcept { return json_; }
  [[nodiscard]] AgentLog& log() noexcept { return log_; }
  [[nodiscard]] WaitingCalls& waiting() noexcept { return waiting_; }

  /// Whether a deadline has come; max() never does.
  [[nodiscard]] bool is_past(TimePoint deadline) const {
    return deadline != TimePoint::max() && clock_->now() >= deadline;
  }

  /// How agents call each other: before the first of them is opened. Until then they cannot.
  void route_calls(CallAgent route) { route_ = std::move(route); }
  [[nodiscard]] Result<std::vector<Block>> route(const AgentCall& call) const;

  class Call;
  class Hold;
  static constexpr std::size_t kCallsMax = 65536;  ///< at once

  /// What each callback does: holds the record of the call and lets `use(hold)` answer.
  /// MUSTER_GONE: the call has ended. Want of memory counts as a limit that was reached.
  template <class Use>
  std::int32_t with(std::uint64_t token, Use use) const noexcept;

 private:
  struct Slot;
  struct Chunk;
  static constexpr std::size_t kChunkSlots = 64;
  static constexpr std::size_t kChunksMax = kCallsMax / kChunkSlots;

  Slot* claim();                       // null: all of them are in use
  bool grow(std::size_t seen_chunks);  // false: no room for more
  [[nodiscard]] Slot& slot(std::size_t number) const noexcept;
  [[nodiscard]] Slot* slot_of(std::uint64_t token) const noexcept;

  static std::int32_t write(void* context, std::uint64_t token, const muster_block* block) noexcept;
  static std::int32_t fail(void* context, std::uint64_t token, muster_text code,
                           muster_text message) noexcept;
  static std::int32_t check(void* context, std::uint64_t token) noexcept;
  static const void* extension(void* context, muster_text id) noexcept;

  std::shared_ptr<const Clock> clock_;
  muster_host host_;
  muster_json_api json_;
  muster_progress_api progress_;
  muster_call_api call_;
  CallAgent route_;
  AgentLog log_;
  WaitingCalls waiting_;
  std::array<std::unique_ptr<Chunk>, kChunksMax> chunks_;
  std::atomic<std::size_t> chunk_count_{0};
  std::mutex growing_;
};

/// One running call: claims a record, and gives it back.
///
/// Threads:  the one that runs the agent.
/// Lifetime: of several of one thread the last ends first, as they are within each other.
class CallPool::Call {
 public:
  Call(CallPool& pool, const Agent& agent, const Invocation& invocation);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /// False: too many calls are running.
  [[nodiscard]] explicit operator bool() const noexcept { return slot_ != nullptr; }
  [[nodiscard]] std::uint64_t token() const noexcept { return token_; }
  [[nodiscard]] std::uint32_t depth() const noexcept;

  /// From here on the token is gone. Waits for a write that is under way on another thread. The
  /// record is this thread's until the Call is destroyed.
  [[nodiscard]] CallRecord& end() noexcept;

 private:
  // Makes the call late at once.
  struct GiveUp {
    Slot* slot;
    void operator()() const noexcept;
  };

  Slot* slot_;
  std::uint64_t token_ = 0;
  bool has_ended_ = false;
  std::optional<std::stop_callback<GiveUp>> on_stop_;
};

/// The record of a running call, for one callback. Empty: the call has ended. The call cannot end
/// while it is held.
class CallPool::Hold {
 public:
  Hold(const CallPool& pool, std::uint64_t token) noexcept;
  ~Hold();
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

  [[nodiscard]] explicit operator bool() const noexcept { return slot_ != nullptr; }
  [[nodiscard]] CallRecord& record() const noexcept;
  /// Nobody waits for the result any more.
  [[nodiscard]] bool is_late() const noexcept;

 private:
  const CallPool& pool_;
  Slot* slot_;
};

/// Whether this host has the extension: one of those that CallPool::host() finds.
[[nodiscard]] bool has_extension(std::string_view id) noexcept;

template <class Use>
std::int32_t CallPool::with(std::uint64_t token, Use use) const noexcept {
  const Hold hold(*this, token);
  if (!hold) return MUSTER_GONE;
  try {
    return use(hold);
  } catch (...) {
    hold.record().lack_memory();
    return MUSTER_TOO_LARGE;
  }
}

}  // namespace muster::plugin

#endif
