// SPDX-License-Identifier: Apache-2.0
#include "rcu/pins.h"

#include <array>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include "rcu/thread_exit.h"

namespace muster::rcu {
namespace {

constexpr std::size_t kChunkSlots = 64;
constexpr std::size_t kChunks = 2048;  // 131,072 slots: the kernel maps fewer libraries (65,530)

/// Only the thread that owns the block writes these, so a plain load and store will do.
struct Counters {
  std::atomic<std::uint64_t> enter{0};
  std::atomic<std::uint64_t> leave{0};
};

using Chunk = std::array<Counters, kChunkSlots>;

/// The counters of one thread: two levels, so that a thread pays for the slots it uses. Never
/// freed; a thread that ends leaves its block to the next one, which counts on. So no pin is lost
/// or folded, and one that is taken by a late destructor is as sound as any.
struct Block {
  std::array<std::atomic<Chunk*>, kChunks> chunks{};
  bool is_taken = true;  // under the directory's mutex

  Counters& counters(std::size_t slot) {
    std::atomic<Chunk*>& place = chunks[slot / kChunkSlots];
    Chunk* chunk = place.load(std::memory_order_relaxed);  // our own store
    if (chunk == nullptr) [[unlikely]]
      chunk = add_chunk(place);
    return (*chunk)[slot % kChunkSlots];
  }

  // Apart, so that the other pins need no registers for it.
  [[gnu::noinline, gnu::cold]] static Chunk* add_chunk(std::atomic<Chunk*>& place) {
    Chunk* const chunk = std::make_unique<Chunk>().release();
    // Release: pairs with the acquire in sum(). Who sees the chunk sees its zeros.
    place.store(chunk, std::memory_order_release);
    return chunk;
  }

  std::uint64_t sum(std::size_t slot, std::atomic<std::uint64_t> Counters::*counter) const {
    const Chunk* chunk = chunks[slot / kChunkSlots].load(std::memory_order_acquire);
    if (chunk == nullptr) return 0;
    // Acquire: pairs with the release in leave(). A counted leave makes the enters before it
    // visible.
    return ((*chunk)[slot % kChunkSlots].*counter).load(std::memory_order_acquire);
  }
};

/// Every block and the free slot numbers of the process: like RCU's list of threads, state that
/// threads share whatever host they work for.
struct Directory {
  std::mutex mutex;
  std::vector<std::unique_ptr<Block>> blocks;
  std::vector<std::size_t> free_slots;
  std::size_t next_slot = 0;

  std::uint64_t sum(std::size_t slot, std::atomic<std::uint64_t> Counters::*counter) const {
    std::uint64_t total = 0;
    for (const auto& block : blocks) total += block->sum(slot, counter);
    return total;
  }
};

Directory& directory() {
  // Never destroyed: threads may end, and late destructors may pin, after main() has returned.
  static Directory& instance = *std::make_unique<Directory>().release();
  return instance;
}

constinit thread_local Block* own_block = nullptr;

void leave_block(void* block) {
  const std::lock_guard lock(directory().mutex);
  static_cast<Block*>(block)->is_taken = false;
  own_block = nullptr;
}

[[gnu::noinline, gnu::cold]] Block& join() {
  static const ThreadExit exit(leave_block);
  Directory& all = directory();
  const std::lock_guard lock(all.mutex);
  for (const auto& block : all.blocks) {
    if (!block->is_taken) own_block = block.get();
  }
  if (own_block == nullptr) own_block = all.blocks.emplace_back(std::make_unique<Block>()).get();
  own_block->is_taken = true;
  exit.arm(own_block);
  return *own_block;
}

Counters& own_counters(std::size_t slot) {
  Block* block = own_block;
  if (block == nullptr) [[unlikely]]
    block = &join();
  return block->counters(slot);
}

}  // namespace

PinSlot::PinSlot() {
  Directory& all = directory();
  const std::lock_guard lock(all.mutex);
  if (!all.free_slots.empty()) {
    slot_ = all.free_slots.back();
    all.free_slots.pop_back();
  } else {
    slot_ = all.next_slot++;
    if (slot_ >= kChunkSlots * kChunks) std::terminate();
  }
}

PinSlot::~PinSlot() {
  // The counters stay as they are: equal sums stay equal for the next owner.
  Directory& all = directory();
  const std::lock_guard lock(all.mutex);
  all.free_slots.push_back(slot_);
}

void PinSlot::enter() const noexcept {
  // Relaxed: the end of the read-side section, or the pin already held, orders it (see idle()).
  std::atomic<std::uint64_t>& count = own_counters(slot_).enter;
  count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

void PinSlot::leave() const noexcept {
  // Release: pairs with the acquire in sum().
  std::atomic<std::uint64_t>& count = own_counters(slot_).leave;
  count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

bool PinSlot::idle() const noexcept {
  Directory& all = directory();
  const std::lock_guard lock(all.mutex);
  // Leaves first. The other way round, a pin that is passed on between the two sums to another
  // thread (enter there, leave here) would count its leave but not its enter, and a live pin would
  // be missed.
  const std::uint64_t leaves = all.sum(slot_, &Counters::leave);
  return leaves == all.sum(slot_, &Counters::enter);
}

std::uint64_t PinSlot::uses() const noexcept {
  Directory& all = directory();
  const std::lock_guard lock(all.mutex);
  const std::uint64_t leaves = all.sum(slot_, &Counters::leave);
  return all.sum(slot_, &Counters::enter) - leaves;
}

}  // namespace muster::rcu
