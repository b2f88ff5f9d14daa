// SPDX-License-Identifier: Apache-2.0
#include "plugin/call_pool.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "plugin/agent.h"
#include "plugin/codes.h"
#include "plugin/json_service.h"
#include "plugin/progress_service.h"

namespace muster::plugin {
namespace {

// The state of a slot: how often it was used, and two flags below that.
//   none:           free
//   kHeld:          between two states; its new or last owner has it
//   kOpen:          a call is running
//   kOpen | kHeld:  a callback of that call has it
constexpr std::uint64_t kOpen = 1;
constexpr std::uint64_t kHeld = 2;
constexpr std::uint64_t kFlags = kOpen | kHeld;
constexpr unsigned kSequenceShift = 2;
constexpr unsigned kSlotBits = 16;
constexpr std::uint64_t kSequenceMax = (AgentLog::kAgentBit >> kSlotBits) - 1;

// Where this thread's last call was: most likely free, and in this core's cache.
thread_local std::size_t last_slot = 0;

thread_local const CallRecord* innermost = nullptr;

std::uint64_t sequence_of(std::uint64_t token) noexcept { return token >> kSlotBits; }

constexpr std::int64_t kNoDeadline =
    std::chrono::steady_clock::time_point::max().time_since_epoch().count();
constexpr std::int64_t kGivenUp =
    std::chrono::steady_clock::time_point::min().time_since_epoch().count();

}  // namespace

struct alignas(64) CallPool::Slot {
  std::atomic<std::uint64_t> state{0};
  std::atomic<std::int64_t> deadline{kNoDeadline};  // ticks of steady_clock; for check(), unheld
  std::size_t number = 0;
  CallRecord record;

  [[nodiscard]] bool is_late(const CallPool& pool) const noexcept {
    // Relaxed: a slot that is claimed anew meanwhile answers for its next call, as if asked later.
    const auto at = deadline.load(std::memory_order_relaxed);
    return pool.is_past(TimePoint(TimePoint::duration(at)));
  }

  // Free to held, with the next sequence number; 0: not free, or at its end.
  std::uint64_t try_claim() noexcept {
    std::uint64_t seen = state.load(std::memory_order_relaxed);
    const std::uint64_t sequence = (seen >> kSequenceShift) + 1;
    if ((seen & kFlags) != 0 || sequence > kSequenceMax) return 0;
    // Acquire: pairs with the release in leave(). The record is as the last owner left it.
    const bool claimed =
        state.compare_exchange_strong(seen, (sequence << kSequenceShift) | kHeld,
                                      std::memory_order_acquire, std::memory_order_relaxed);
    return claimed ? sequence : 0;
  }

  // From open to held; `keep_open` says whether callbacks that come meanwhile wait or are gone.
  // False: the call of this number has ended.
  bool hold(std::uint64_t sequence, bool keep_open) noexcept {
    const std::uint64_t open = (sequence << kSequenceShift) | kOpen;
    const std::uint64_t held = (open & ~kOpen) | kHeld | (keep_open ? kOpen : 0);
    for (;;) {
      std::uint64_t seen = open;
      // Acquire: pairs with the release in leave(). Whoever holds the record sees all that was done
      // to it before.
      if (state.compare_exchange_weak(seen, held, std::memory_order_acquire,
                                      std::memory_order_relaxed)) {
        return true;
      }
      if ((seen & ~kHeld) != open) return false;
      if ((seen & kHeld) != 0) std::this_thread::yield();  // another thread copies a block
    }
  }

  // Release: pairs with the acquires in try_claim() and hold().
  void leave(std::uint64_t flags) noexcept {
    const std::uint64_t seen = state.load(std::memory_order_relaxed);  // nobody else changes it
    state.store((seen & ~kFlags) | flags, std::memory_order_release);
  }
};

struct CallPool::Chunk {
  std::array<Slot, kChunkSlots> slots;
};

CallPool::CallPool(LogListener on_log, std::shared_ptr<const Clock> clock)
    : clock_(std::move(clock)),
      host_{.struct_size = sizeof(muster_host),
            .abi_minor = MUSTER_ABI_MINOR,
            .context = this,
            .write = &write,
            .fail = &fail,
            .check = &check,
            .extension = &extension},
      json_(json_service(*this)),
      progress_(progress_service(*this)),
      call_(call_service(*this)),
      log_(*this, std::move(on_log), clock_) {}

CallPool::~CallPool() = default;

Result<std::vector<Block>> CallPool::route(const AgentCall& call) const {
  if (route_) return route_(call);
  return tl::unexpected(
      error(codes::call_unrouted, std::string(call.slug), "no other agent can be called here"));
}

CallPool::Slot& CallPool::slot(std::size_t number) const noexcept {
  return chunks_[number / kChunkSlots]->slots[number % kChunkSlots];
}

CallPool::Slot* CallPool::slot_of(std::uint64_t token) const noexcept {
  const std::size_t number = token & ((std::uint64_t{1} << kSlotBits) - 1);
  // Acquire: pairs with the release in grow(). A chunk that is counted is there.
  const std::size_t chunks = chunk_count_.load(std::memory_order_acquire);
  return number < chunks * kChunkSlots ? &slot(number) : nullptr;
}

CallPool::Slot* CallPool::claim() {
  for (;;) {
    // Acquire: as in slot_of().
    const std::size_t chunks = chunk_count_.load(std::memory_order_acquire);
    const std::size_t count = chunks * kChunkSlots;
    std::size_t at = last_slot < count ? last_slot : 0;
    for (std::size_t tried = 0; tried < count; ++tried) {
      if (slot(at).try_claim() != 0) return &slot(at);
      at = at + 1 < count ? at + 1 : 0;
    }
    if (!grow(chunks)) return nullptr;
  }
}

bool CallPool::grow(std::size_t seen_chunks) {
  const std::lock_guard lock(growing_);
  const std::size_t chunks =
      chunk_count_.load(std::memory_order_relaxed);  // changes under the lock
  if (chunks != seen_chunks) return true;
  if (chunks == kChunksMax) return false;
  auto chunk = std::make_unique<Chunk>();
  for (std::size_t i = 0; i < kChunkSlots; ++i) chunk->slots[i].number = chunks * kChunkSlots + i;
  chunks_[chunks] = std::move(chunk);
  // Release: pairs with the acquires in claim() and slot_of().
  chunk_count_.store(chunks + 1, std::memory_order_release);
  return true;
}

CallPool::Call::Call(CallPool& pool, const Agent& agent, const Invocation& invocation)
    : slot_(pool.claim()) {
  if (slot_ == nullptr) return;
  token_ =
      (slot_->state.load(std::memory_order_relaxed) >> kSequenceShift << kSlotBits) | slot_->number;
  CallRecord& record = slot_->record;
  record.agent = &agent;
  record.invocation = invocation;
  record.thread = std::this_thread::get_id();
  const std::uint64_t own_limit = agent.descriptor.max_result_bytes;
  record.bytes_max = own_limit == 0 ? invocation.max_result_bytes
                                    : std::min(own_limit, invocation.max_result_bytes);
  slot_->deadline.store(invocation.deadline.time_since_epoch().count(), std::memory_order_relaxed);
  if (invocation.stop.stop_possible()) on_stop_.emplace(invocation.stop, GiveUp{slot_});
  record.caller = std::exchange(innermost, &record);
  record.depth = record.caller == nullptr ? 0 : record.caller->depth + 1;
  slot_->leave(kOpen);
}

CallPool::Call::~Call() {
  if (slot_ == nullptr) return;
  on_stop_.reset();  // waits for one that is under way: the slot's next call is not given up
  end().clear();
  last_slot =
      slot_->number;  // only now: nested calls go elsewhere, and the next one comes back here
  slot_->leave(0);
}

void CallPool::Call::GiveUp::operator()() const noexcept {
  slot->deadline.store(kGivenUp, std::memory_order_relaxed);
}

std::uint32_t CallPool::Call::depth() const noexcept { return slot_->record.depth; }

CallRecord& CallPool::Call::end() noexcept {
  if (!has_ended_) {
    has_ended_ = slot_->hold(sequence_of(token_), false);
    innermost = slot_->record.caller;
  }
  return slot_->record;
}

const CallRecord* running_call() noexcept { return innermost; }

CallPool::Hold::Hold(const CallPool& pool, std::uint64_t token) noexcept
    : pool_(pool), slot_(pool.slot_of(token)) {
  if (slot_ != nullptr && !slot_->hold(sequence_of(token), true)) slot_ = nullptr;
}

CallPool::Hold::~Hold() {
  if (slot_ != nullptr) slot_->leave(kOpen);
}

CallRecord& CallPool::Hold::record() const noexcept { return slot_->record; }
bool CallPool::Hold::is_late() const noexcept { return slot_->is_late(pool_); }

std::int32_t CallPool::write(void* context, std::uint64_t token,
                             const muster_block* block) noexcept {
  return static_cast<const CallPool*>(context)->with(token, [&](const Hold& hold) -> std::int32_t {
    if (hold.is_late()) return MUSTER_CANCELLED;
    if (block == nullptr) return hold.record().refuse(MUSTER_INVALID, "a block is NULL");
    return hold.record().write(*block);
  });
}

std::int32_t CallPool::fail(void* context, std::uint64_t token, muster_text code,
                            muster_text message) noexcept {
  return static_cast<const CallPool*>(context)->with(
      token, [&](const Hold& hold) { return hold.record().fail(code, message); });
}

std::int32_t CallPool::check(void* context, std::uint64_t token) noexcept {
  const auto& pool = *static_cast<const CallPool*>(context);
  const Slot* const slot = pool.slot_of(token);
  // Acquire: pairs with the release in leave(). The deadline is this call's, or a later one's.
  const std::uint64_t state = slot ? slot->state.load(std::memory_order_acquire) : 0;
  const bool is_running = (state & ~kHeld) == (sequence_of(token) << kSequenceShift | kOpen);
  if (!is_running) return MUSTER_GONE;
  return slot->is_late(pool) ? MUSTER_CANCELLED : MUSTER_OK;
}

const void* CallPool::extension(void* context, muster_text id) noexcept {
  const auto& pool = *static_cast<const CallPool*>(context);
  const auto name = checked_text(id);
  if (name == MUSTER_CALL_ID) return &pool.call_;
  if (name == MUSTER_JSON_ID) return &pool.json_;
  if (name == MUSTER_LOG_ID) return &pool.log_.api();
  if (name == MUSTER_PROGRESS_ID) return &pool.progress_;
  return nullptr;
}

bool has_extension(std::string_view id) noexcept {
  return id == MUSTER_CALL_ID || id == MUSTER_JSON_ID || id == MUSTER_LOG_ID ||
         id == MUSTER_PROGRESS_ID;
}

}  // namespace muster::plugin
