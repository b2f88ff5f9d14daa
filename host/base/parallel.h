// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_PARALLEL_H
#define MUSTER_BASE_PARALLEL_H

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <future>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/move_away.h"

namespace muster {

/// Calls work(0), ..., work(count - 1), in any order: on this thread, and where there are many, on
/// a few more that end before it returns. What one of them throws is thrown here.
template <class Work>
void in_parallel(std::size_t count, Work work) {
  constexpr std::size_t kWorthAThread = 32;
  constexpr std::size_t kThreadsMax = 4;
  constexpr std::size_t kAtOnce = 16;  // so that threads seldom meet in one cache line
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (std::size_t i = next.fetch_add(kAtOnce); i < count; i = next.fetch_add(kAtOnce)) {
      for (std::size_t end = std::min(i + kAtOnce, count); i < end; ++i) work(i);
    }
  };
  const std::size_t threads = std::min(
      {count / kWorthAThread, kThreadsMax, std::size_t{std::thread::hardware_concurrency()}});
  std::vector<std::future<void>> others;
  std::vector<std::jthread> helpers;
  try {
    while (others.size() + 1 < threads) {
      std::packaged_task<void()> task(run);
      std::future<void> other = task.get_future();
      helpers.emplace_back(std::move(task));
      others.push_back(std::move(other));
      move_away(helpers.back().native_handle());
    }
  } catch (const std::system_error&) {
    // No thread to be had: it goes on with those there are.
  }
  run();
  for (std::future<void>& other : others) other.get();
}

}  // namespace muster

#endif
