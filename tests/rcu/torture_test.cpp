// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

#include "rcu/rcu.h"

namespace muster::rcu {
namespace {

// After the Linux kernel's rcutorture: what was removed is not freed but grows older with each
// grace period, so that a reader who should not see it any more can be caught in the act.

/// What readers find through a pointer.
struct Element {
  static constexpr int kLive = 0;
  static constexpr int kRemoved = 1;  ///< and one more for each grace period since
  static constexpr int kReusable = 8;

  std::atomic<int> age{kReusable};
};

/// One pointer that readers follow, and the thread that replaces what it leads to.
class Updater {
 public:
  Updater() { place(); }

  /// Replaces the element; those that it replaced before are a grace period older then.
  void step() {
    Element& old = *current;
    place();
    old.age = Element::kRemoved;
    synchronize();
    std::this_thread::yield();  // to readers, should it not have waited for them
    for (Element& element : elements_) {
      const int age = element.age;
      if (age >= Element::kRemoved && age < Element::kReusable) element.age = age + 1;
    }
  }

  std::atomic<Element*> current{nullptr};

 private:
  void place() {
    // There are more elements than ages, so one is always reusable.
    Element& element = *std::ranges::find_if(
        elements_, [](const Element& each) { return each.age == Element::kReusable; });
    element.age = Element::kLive;
    current = &element;
  }

  std::array<Element, Element::kReusable + 2> elements_;
};

/// How often readers saw each age at the end of their sections.
using Seen = std::array<std::atomic<std::size_t>, Element::kReusable + 1>;

/// Looks once, or for a while, and says what it saw last.
void read(const Updater& updater, Seen& seen, int looks) {
  const Section section;
  const Element* const element = updater.current;
  const Section nested;
  int age = element->age;
  for (; looks > 1; --looks) {
    std::this_thread::yield();
    age = element->age;
  }
  ++seen.at(static_cast<std::size_t>(age));
}

TEST_SUITE_BEGIN("rcu");

TEST_CASE("CONC-01 no reader sees an element after its grace period") {
  constexpr int kRounds = 300;
  constexpr std::size_t kOverlaps = 20;  // sections in which an element was removed
  std::array<Updater, 2> updaters;
  Seen seen{};
  std::atomic<bool> stop = false;

  std::vector<std::thread> threads;
  for (const int looks : {1, 2, 8}) {
    threads.emplace_back([&, looks] {
      while (!stop) {
        for (const Updater& updater : updaters) read(updater, seen, looks);
      }
    });
  }
  threads.emplace_back([&] {  // threads that read once and end
    while (!stop) std::thread([&] { read(updaters.front(), seen, 8); }).join();
  });
  std::vector<std::thread> writers;
  for (Updater& updater : updaters) {
    writers.emplace_back([&] {
      for (int round = 0; round < kRounds || seen[Element::kRemoved] < kOverlaps; ++round) {
        updater.step();
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  stop = true;
  for (std::thread& thread : threads) thread.join();

  CHECK(seen[Element::kLive] > 0);
  for (std::size_t age = Element::kRemoved + 1; age < seen.size(); ++age) CHECK(seen[age] == 0);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::rcu
