// SPDX-License-Identifier: Apache-2.0
#include "rcu/pins.h"

#include <sys/mman.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include "rcu/thread_exit.h"

namespace muster::rcu {
namespace {

using detail::PinCounters;
using Counter = std::atomic<std::uint64_t> PinCounters::*;

constexpr std::size_t kSlots = 131'072;  // the kernel maps fewer libraries (65,530)

/// The counters of one thread. Never unmapped; a thread that ends leaves its block to the next one,
/// which counts on. So no pin is lost or folded, and one that is taken by a late destructor is as
/// sound as any.
struct Block {
  PinCounters* counters;
  bool is_taken;
};

/// Fresh memory that is all zeros, and none of it before it is used.
PinCounters* map_counters() {
  constexpr std::size_t kSize = kSlots * sizeof(PinCounters);
  void* const memory = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) std::terminate();
  ::madvise(memory, kSize, MADV_NOHUGEPAGE);  // one slot is not to cost 2 MiB
  return static_cast<PinCounters*>(memory);
}

/// Every block and the free slot numbers of the process: like RCU's list of threads, state that
/// threads share whatever host they work for.
struct Directory {
  std::mutex mutex;
  std::vector<Block> blocks;
  std::vector<PinSlot> free_slots;
  std::uint32_t next_slot = 0;

  [[nodiscard]] std::uint64_t sum(std::uint32_t slot, Counter counter) const {
    std::uint64_t total = 0;
    // Acquire: pairs with the release in leave(). A counted leave makes the enters before it
    // visible.
    for (const Block& block : blocks) {
      total += (block.counters[slot].*counter).load(std::memory_order_acquire);
    }
    return total;
  }
};

Directory& directory() {
  // Never destroyed: threads may end, and late destructors may pin, after main() has returned.
  static Directory& instance = *std::make_unique<Directory>().release();
  return instance;
}

void leave_block(void* counters) {
  const std::lock_guard lock(directory().mutex);
  for (Block& block : directory().blocks) {
    if (block.counters == counters) block.is_taken = false;
  }
  detail::own_counters = nullptr;
}

}  // namespace

PinCounters* detail::join() noexcept {
  static const ThreadExit exit(leave_block);
  Directory& all = directory();
  const std::lock_guard lock(all.mutex);
  auto block = std::ranges::find(all.blocks, false, &Block::is_taken);
  if (block == all.blocks.end()) block = all.blocks.insert(block, {map_counters(), false});
  block->is_taken = true;
  own_counters = block->counters;
  exit.arm(own_counters);
  return own_counters;
}

Pins::Pins() {
  Directory& all = directory();
  const std::lock_guard lock(all.mutex);
  if (!all.free_slots.empty()) {
    slot_ = all.free_slots.back();
    all.free_slots.pop_back();
  } else {
    slot_ = PinSlot(all.next_slot++);
    if (slot_.number() >= kSlots) std::terminate();
  }
}

Pins::~Pins() {
  // The counters stay as they are: equal sums stay equal for the next owner.
  Directory& all = directory();
  const std::lock_guard lock(all.mutex);
  all.free_slots.push_back(slot_);
}

bool PinSlot::idle() const noexcept {
  Directory& all = directory();
  const std::lock_guard lock(all.mutex);
  // Leaves first. The other way round, a pin that is passed on between the two sums to another
  // thread (enter there, leave here) would count its leave but not its enter, and a live pin would
  // be missed.
  const std::uint64_t leaves = all.sum(number_, &PinCounters::leave);
  return leaves == all.sum(number_, &PinCounters::enter);
}

std::uint64_t PinSlot::uses() const noexcept {
  Directory& all = directory();
  const std::lock_guard lock(all.mutex);
  const std::uint64_t leaves = all.sum(number_, &PinCounters::leave);
  return all.sum(number_, &PinCounters::enter) - leaves;
}

}  // namespace muster::rcu
