// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <thread>
#include <vector>

namespace muster {
namespace {

TEST_CASE("each piece of work is done once, by whichever thread") {
  std::vector<std::atomic<int>> done(1000);
  in_parallel(done.size(), [&](std::size_t at) { ++done[at]; });
  CHECK(std::ranges::all_of(done, [](const auto& times) { return times == 1; }));
}

TEST_CASE("little work is done on the thread that has it") {
  bool is_here = true;
  in_parallel(10, [&, here = std::this_thread::get_id()](std::size_t) {
    is_here = is_here && std::this_thread::get_id() == here;
  });
  CHECK(is_here);
}

TEST_CASE("what one piece of work throws is thrown once no thread is at work any more") {
  std::atomic<int> at_work = 0;
  const auto throw_at_500 = [&](std::size_t at) {
    ++at_work;
    std::this_thread::yield();
    --at_work;
    if (at == 500) throw std::runtime_error("at 500");
  };
  CHECK_THROWS_WITH(in_parallel(1000, throw_at_500), "at 500");
  CHECK(at_work == 0);
}

}  // namespace
}  // namespace muster
