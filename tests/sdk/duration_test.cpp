// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <limits>

#include <muster/duration.hpp>

using muster::Duration;

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("a duration is that of chrono in nanoseconds") {
  CHECK(Duration(std::chrono::hours(-2)).nanoseconds() == -7'200'000'000'000);
  CHECK(Duration(std::chrono::duration<double>(0.5)).nanoseconds() == 500'000'000);
  CHECK(Duration(std::chrono::nanoseconds::max()).nanoseconds() == kMost);
}

TEST_CASE("a duration beyond what nanoseconds can say is the longest one") {
  CHECK(Duration(std::chrono::hours::max()).nanoseconds() == kMost);
  CHECK(Duration(std::chrono::hours::min()).nanoseconds() == -kMost);
  CHECK(Duration(std::chrono::duration<double>(1e300)).nanoseconds() == kMost);
  CHECK(Duration(std::chrono::duration<std::uint64_t>(~std::uint64_t{0})).nanoseconds() == kMost);
}

TEST_CASE("a part of a millisecond counts as a whole one") {
  CHECK(Duration().milliseconds() == 0);
  CHECK(Duration(std::chrono::microseconds(500)).milliseconds() == 1);
  CHECK(Duration(std::chrono::milliseconds(2)).milliseconds() == 2);
  CHECK(Duration(std::chrono::nanoseconds::max()).milliseconds() == kMost / 1'000'000 + 1);
}
