// SPDX-License-Identifier: Apache-2.0
#include "bench/rounds.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <ctime>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <thread>
#include <vector>

namespace muster::bench {
namespace {

using std::chrono::steady_clock;
using Nanoseconds = std::chrono::duration<double, std::nano>;

constexpr Nanoseconds kRound = std::chrono::milliseconds(4);
constexpr double kOnProcessor = 0.97;  // of a round, or it does not count
constexpr std::size_t kEnough = 15;    // rounds
constexpr std::size_t kMost = 60;
constexpr std::size_t kFewest = 3;
constexpr std::chrono::milliseconds kWritePeriod(1);
constexpr int kPatience = 100'000;

std::vector<int> processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  ::sched_getaffinity(0, sizeof set, &set);
  std::vector<int> all;
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(i, &set)) all.push_back(i);
  }
  return all;
}

void pin(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  ::pthread_setaffinity_np(::pthread_self(), sizeof set, &set);
}

Nanoseconds processor_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// Threads that wait for each other without giving up their processors.
class Meeting {
 public:
  explicit Meeting(int size) : size_(size) {}

  void meet() {
    const int round = round_.load(std::memory_order_acquire);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == size_) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
    }
    for (int spins = 0; round_.load(std::memory_order_acquire) == round;) {
      if (++spins > kPatience)
        std::this_thread::yield();  // somebody has yet to be given a processor
    }
  }

 private:
  const int size_;
  std::atomic<int> arrived_ = 0;
  std::atomic<int> round_ = 0;
};

/// One thread's round.
struct Round {
  steady_clock::time_point begin;
  double wall = 0;       // nanoseconds for one operation
  double processor = 0;  // the same, of the processor's time

  [[nodiscard]] bool is_clean() const { return processor >= kOnProcessor * wall; }
};

Round run_once(const Operations& operations, int thread, std::size_t count) {
  const auto begin = steady_clock::now();
  const auto processor = processor_time();
  const auto done = static_cast<double>(operations(thread, count));
  return {begin, Nanoseconds(steady_clock::now() - begin).count() / done,
          (processor_time() - processor).count() / done};
}

std::size_t operations_in_a_round(const Operations& operations) {
  run_once(operations, 0, 100'000);  // warms up
  const Round trial = run_once(operations, 0, 100'000);
  return static_cast<std::size_t>(kRound.count() / std::max(trial.processor, 0.5));
}

/// Whether each thread had its processor all the time, and all had the same time.
bool is_clean(const std::vector<Round>& rounds) {
  const auto [first, last] = std::ranges::minmax(rounds, {}, &Round::begin);
  return last.begin - first.begin < (1 - kOnProcessor) * kRound &&
         std::ranges::all_of(rounds, &Round::is_clean);
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

Measured measure(const Arrangement& arrangement, const Operations& operations) {
  const std::vector<int> all = processors();
  const auto readers = static_cast<std::size_t>(arrangement.readers);
  const bool is_crowded = readers + (arrangement.write ? 1 : 0) > all.size();

  std::optional<std::jthread> writer;
  if (arrangement.write) {
    writer.emplace([&](const std::stop_token& stop) {
      pin(all.back());
      for (auto next = steady_clock::now(); !stop.stop_requested(); next += kWritePeriod) {
        std::this_thread::sleep_until(next);
        arrangement.write();
      }
    });
  }

  // Written by their threads in a round, read by the first of them after it.
  std::vector<Round> rounds(readers);
  std::vector<double> clean;
  std::vector<double> any;
  Meeting meeting(arrangement.readers);
  std::atomic<bool> is_done = false;
  std::atomic<std::size_t> count = 0;
  const auto read = [&](std::size_t thread) {
    pin(all[thread % all.size()]);
    if (thread == 0) count = operations_in_a_round(operations);
    do {
      meeting.meet();
      rounds[thread] = run_once(operations, static_cast<int>(thread), count);
      meeting.meet();
      if (thread != 0) {
        meeting.meet();
        continue;
      }
      double sum = 0;
      for (const Round& round : rounds) sum += is_crowded ? round.processor : round.wall;
      any.push_back(sum / static_cast<double>(readers));
      if (is_crowded || is_clean(rounds)) clean.push_back(any.back());
      is_done = clean.size() == kEnough || any.size() == kMost;
      meeting.meet();
    } while (!is_done);
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < readers; ++i) threads.emplace_back(read, i);
  }
  if (clean.size() < kFewest) return {*std::ranges::min_element(any), false};
  return {median(std::move(clean)), true};
}

}  // namespace muster::bench
