// SPDX-License-Identifier: Apache-2.0
#include "registry/perfect_hash.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

namespace muster::registry {
namespace {

TEST_SUITE_BEGIN("registry");

std::vector<std::uint64_t> random_hashes(std::size_t size) {
  std::mt19937_64 random(size);
  std::vector<std::uint64_t> hashes(size);
  for (std::uint64_t& hash : hashes) hash = random();
  return hashes;
}

/// How many of them have a slot. None has another one's.
std::size_t placed(const PerfectHash& places, const std::vector<std::uint64_t>& hashes) {
  std::size_t count = 0;
  std::vector<bool> taken(places.slots());
  for (const std::uint64_t hash : hashes) {
    if (!places.may_have(hash)) continue;
    ++count;
    REQUIRE(places.slot_of(hash) < places.slots());
    CHECK_FALSE(taken[places.slot_of(hash)]);
    taken[places.slot_of(hash)] = true;
  }
  return count;
}

TEST_CASE("each hash of a set has a slot to itself") {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 16U, 70U, 1'000U, 1'110U, 100'000U}) {
    CAPTURE(size);
    const auto hashes = random_hashes(size);
    CHECK(placed(PerfectHash(hashes), hashes) == size);
  }
}

TEST_CASE("there are five slots for four hashes") {
  for (const std::size_t size : {0U, 70U, 1'110U, 100'000U}) {
    CAPTURE(size);
    CHECK(PerfectHash(random_hashes(size)).slots() <= size * 5 / 4 + 1);
  }
}

TEST_CASE("most hashes that are not of the set are told so") {
  for (const std::size_t size : {70U, 1'110U, 100'000U}) {
    CAPTURE(size);
    const PerfectHash places(random_hashes(size));
    int likely = 0;
    for (const std::uint64_t hash : random_hashes(10'000)) likely += places.may_have(hash) ? 1 : 0;
    CHECK(likely < 1'000);
  }
}

TEST_CASE("of hashes that are equal, none has a slot, and the others have theirs") {
  auto hashes = random_hashes(1'000);
  const std::uint64_t twin = hashes.front();
  hashes.push_back(twin);
  const PerfectHash places(hashes);
  CHECK_FALSE(places.may_have(twin));
  CHECK(placed(places, hashes) > 980);
}

TEST_CASE("hashes that are all of one bucket have no slot") {
  auto hashes = random_hashes(1'000);
  for (std::uint64_t& hash : hashes) hash &= 0xffff'0000'ffff'0000;
  const PerfectHash places(hashes);
  CHECK(placed(places, hashes) == 0);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::registry
