// SPDX-License-Identifier: Apache-2.0
#include "rcu/reader.h"

#include <sys/mman.h>

#include <exception>

#include "rcu/barrier.h"
#include "rcu/thread_exit.h"

namespace muster::rcu::detail {
namespace {

constinit std::atomic<Reader*> newest{nullptr};

Reader* map_reader() {
  void* const memory = ::mmap(nullptr, sizeof(Reader), PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) std::terminate();          // as for the thread's own stack
  ::madvise(memory, sizeof(Reader), MADV_NOHUGEPAGE);  // a page of counters is not to cost 2 MiB
  return static_cast<Reader*>(memory);
}

Reader* free_reader() {
  for (Reader* reader = first_reader(); reader != nullptr; reader = reader->next) {
    // Acquire: pairs with the release in leave(), so that counting goes on from what was counted.
    const bool is_taken = reader->is_taken.load(std::memory_order_relaxed) ||
                          reader->is_taken.exchange(true, std::memory_order_acquire);
    if (!is_taken) return reader;
  }
  return nullptr;
}

Reader* new_reader() {
  Reader* const reader = map_reader();
  reader->is_taken.store(true, std::memory_order_relaxed);
  reader->next = newest.load(std::memory_order_relaxed);
  // Release: who finds the reader finds what it leads to.
  while (!newest.compare_exchange_weak(reader->next, reader, std::memory_order_release,
                                       std::memory_order_relaxed)) {
  }
  return reader;
}

void leave(void* reader) {
  own_reader = nullptr;
  static_cast<Reader*>(reader)->is_taken.store(false, std::memory_order_release);
}

}  // namespace

Reader* first_reader() noexcept { return newest.load(std::memory_order_acquire); }

Reader& join() noexcept {
  static const ThreadExit exit(leave);
  register_for_barriers();
  Reader* reader = free_reader();
  if (reader == nullptr) reader = new_reader();
  own_reader = reader;
  exit.arm(reader);
  return *reader;
}

}  // namespace muster::rcu::detail
