// SPDX-License-Identifier: Apache-2.0
#include "rcu/rcu.h"

#include <doctest/doctest.h>

#include <pthread.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "rcu/pins.h"

namespace muster::rcu {
namespace {

TEST_SUITE_BEGIN("rcu");

TEST_CASE("a grace period does not end while a section that began before it is open") {
  std::barrier in_section(2);
  std::atomic<bool> ended = false;
  std::atomic<bool> seen_early = false;

  std::thread reader([&] {
    const Section section;
    in_section.arrive_and_wait();
    // Gives a wrong synchronize() a fifth of a second to return; a right one cannot.
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
    while (std::chrono::steady_clock::now() < until && !ended) std::this_thread::yield();
    seen_early = ended.load();
  });
  in_section.arrive_and_wait();
  synchronize();
  ended = true;
  reader.join();

  CHECK_FALSE(seen_early);
}

TEST_CASE("a thread that never registered is a reader like any other, again after its section") {
  std::thread([] {
    { const Section first; }
    { const Section again; }
    const Section outer;
    const Section nested;
  }).join();
  synchronize();  // would wait for ever on a reader left behind
}

TEST_CASE("a thread that the program registered stays registered") {
  std::thread([] {
    urcu_memb_register_thread();
    { const Section section; }
    synchronize();
    urcu_memb_unregister_thread();  // aborts unless it is still registered
    const Section late;             // registered anew, by the seam
  }).join();
  synchronize();
}

/// Looks something up as it is destroyed.
struct LateReader {
  ~LateReader() { const Section section; }
};

TEST_CASE("a section in a late thread_local destructor is safe") {
  std::thread([] {
    thread_local LateReader late;
    static_cast<void>(&late);
    const Section section;
  }).join();
  synchronize();
}

/// A pthread key's destructor: it runs in the last rounds of a thread's end, after the seam's own.
void read_late(void* slot) {
  const Section section;
  const auto& pins = *static_cast<const PinSlot*>(slot);
  pins.enter();
  pins.leave();
}

TEST_CASE("a section and a pin in the last destructors of a thread leave nothing behind") {
  const PinSlot pins;
  { const Section section; }  // the seam's keys are there, and so come before the test's
  pins.enter();
  pins.leave();
  pthread_key_t key{};
  REQUIRE(pthread_key_create(&key, read_late) == 0);
  std::thread([&] {
    { const Section section; }
    pins.enter();
    pins.leave();
    REQUIRE(pthread_setspecific(key, &pins) == 0);
  }).join();
  synchronize();  // would wait for ever, or touch freed memory, had the thread stayed registered
  CHECK(pins.idle());
  REQUIRE(pthread_key_delete(key) == 0);
}

TEST_CASE("no reader sees a value after its grace period") {
  struct Value {
    std::atomic<bool> is_live = true;
  };
  std::atomic<Value*> current = std::make_unique<Value>().release();
  std::atomic<bool> stop = false;
  std::atomic<bool> saw_dead = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!stop) {
        const Section section;
        const Value* value = current.load(std::memory_order_acquire);
        for (int spin = 0; spin < 20; ++spin) {
          if (!value->is_live.load(std::memory_order_relaxed)) saw_dead = true;
        }
      }
    });
  }
  for (int round = 0; round < 300; ++round) {
    std::unique_ptr<Value> old(current.exchange(std::make_unique<Value>().release()));
    synchronize();
    old->is_live = false;
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  const std::unique_ptr<Value> last(current.load());

  CHECK_FALSE(saw_dead);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::rcu
