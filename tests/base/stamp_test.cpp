// SPDX-License-Identifier: Apache-2.0
#include "base/stamp.h"

#include <doctest/doctest.h>

namespace muster {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMillisecond = 1'000'000;

TEST_CASE("a stamp proves content that was read a tick after the change and no sooner") {
  const Stamp fine{.changed_ns = 7 * kSecond + 1};
  CHECK_FALSE(fine.settled_at(7 * kSecond + 100 * kMillisecond));
  CHECK(fine.settled_at(7 * kSecond + 101 * kMillisecond));
}

TEST_CASE("a stamp of a file system that knows whole seconds proves content after two of them") {
  const Stamp coarse{.changed_ns = 7 * kSecond};
  CHECK_FALSE(coarse.settled_at(9 * kSecond));
  CHECK(coarse.settled_at(9 * kSecond + 1));
}

}  // namespace
}  // namespace muster
