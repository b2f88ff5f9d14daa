// SPDX-License-Identifier: Apache-2.0
#include "rcu/rcu.h"

#include <doctest/doctest.h>

#include <pthread.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <thread>

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

TEST_CASE("a thread that has ended holds nothing back") {
  std::thread([] {
    { const Section first; }
    { const Section again; }
    const Section outer;
    const Section nested;
  }).join();
  synchronize();  // would wait for ever on a reader left behind
}

TEST_CASE("a section that ends within another one does not end that") {
  const Section outer;
  const std::uint64_t began = detail::this_reader().epoch;
  CHECK(began != 0);
  { const Section nested; }
  CHECK(detail::this_reader().epoch == began);
}

TEST_CASE("threads that come one after the other are one reader") {
  const auto reader_of_a_thread = [] {
    detail::Reader* reader = nullptr;
    std::thread([&] { reader = &detail::this_reader(); }).join();
    return reader;
  };
  CHECK(reader_of_a_thread() == reader_of_a_thread());
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

/// Reads and pins in a thread's last destructors, and looks a round later whether it was
/// forgotten again.
struct LatestReader {
  Pins pins;
  pthread_key_t key{};
  bool has_read = false;
  bool was_left_known = false;

  /// A pthread key's destructor: the seam's own runs before it in each round.
  static void at_exit(void* self) {
    auto& reader = *static_cast<LatestReader*>(self);
    if (reader.has_read) {
      reader.was_left_known = detail::own_reader != nullptr;
      return;
    }
    reader.read();
    reader.has_read = true;
    pthread_setspecific(reader.key, self);  // once more, in the next round
  }
  void read() const {
    const Section section;
    pins.slot().enter(section);
    pins.slot().leave();
  }
};

TEST_CASE("a section and a pin in the last destructors of a thread leave nothing behind") {
  LatestReader reader;
  reader.read();  // the seam's keys are there now, and come before the test's
  REQUIRE(pthread_key_create(&reader.key, LatestReader::at_exit) == 0);
  std::thread([&] {
    reader.read();
    pthread_setspecific(reader.key, &reader);
  }).join();
  CHECK(reader.has_read);
  CHECK_FALSE(reader.was_left_known);
  CHECK(reader.pins.slot().idle());
  synchronize();
  REQUIRE(pthread_key_delete(reader.key) == 0);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::rcu
