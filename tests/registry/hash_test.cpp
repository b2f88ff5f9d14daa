// SPDX-License-Identifier: Apache-2.0
#include "registry/hash.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace muster::registry {
namespace {

TEST_SUITE_BEGIN("registry");

constexpr int kKeys = 100'000;

/// Names as people and programs give them.
std::vector<std::vector<std::string>> families() {
  std::vector<std::vector<std::string>> all(5);
  std::mt19937 random(1);
  for (int i = 0; i < kKeys; ++i) {
    all[0].push_back(fmt::format("agent-{:06}", i));
    all[1].push_back(fmt::format("{}", i));
    all[2].push_back(fmt::format("team-{}.tools.{}", i / 100, i % 100));
    all[3].push_back(fmt::format("{:06}-of-a-name-longer-than-32-bytes-{:06}", i, kKeys - i));
    all[4].push_back(fmt::format("{:x}", (std::uint64_t{random()} << 32 | random()) | 1ULL << 63));
  }
  return all;
}

/// How far counts are from even, in standard deviations of chance.
double deviations_from_even(const std::vector<int>& counts) {
  const double expected = double{kKeys} / static_cast<double>(counts.size());
  double chi_square = 0;
  for (const int count : counts) chi_square += (count - expected) * (count - expected) / expected;
  const double freedom = static_cast<double>(counts.size() - 1);
  return (chi_square - freedom) / std::sqrt(2 * freedom);
}

// An even hash is beyond five deviations once in a million.
constexpr double kFar = 5;

// What the table takes of a hash: the lowest bits of one half over the other, and the upper half as
// a fraction.
std::size_t lowest(std::uint64_t hashed, std::size_t range) {
  return (hashed ^ hashed >> 32) % range;
}
std::size_t scaled(std::uint64_t hashed, std::size_t range) { return (hashed >> 32) * range >> 32; }

TEST_CASE("the lowest bits of names that look alike are spread evenly") {
  for (const auto& keys : families()) {
    CAPTURE(keys.front());
    for (const std::size_t range : {32U, 512U, 16'384U}) {
      CAPTURE(range);
      std::vector<int> counts(range);
      for (const std::string& key : keys) ++counts[lowest(hash(Key(key)), range)];
      CHECK(std::abs(deviations_from_even(counts)) < kFar);
    }
  }
}

TEST_CASE("the upper halves of names that look alike are spread evenly") {
  for (const auto& keys : families()) {
    CAPTURE(keys.front());
    for (const std::size_t range : {32U, 1'000U, 10'001U}) {
      CAPTURE(range);
      std::vector<int> counts(range);
      for (const std::string& key : keys) ++counts[scaled(hash(Key(key)), range)];
      CHECK(std::abs(deviations_from_even(counts)) < kFar);
      if (range == 10'001) CHECK(*std::ranges::max_element(counts) <= 30);  // 10 on average
    }
  }
}

TEST_CASE("names that are one in the lowest bits are spread evenly in the upper half") {
  for (const auto& keys : families()) {
    CAPTURE(keys.front());
    std::vector<int> counts(128 * 64);
    for (const std::string& key : keys) {
      const std::uint64_t hashed = hash(Key(key));
      ++counts[lowest(hashed, 128) * 64 + scaled(hashed, 64)];
    }
    CHECK(std::abs(deviations_from_even(counts)) < kFar);
  }
}

TEST_CASE("no two of the names that look alike have one hash") {
  std::set<std::uint64_t> hashes;
  std::size_t count = 0;
  for (const auto& keys : families()) {
    for (const std::string& key : keys) hashes.insert(hash(Key(key)));
    count += keys.size();
  }
  CHECK(hashes.size() == count);
}

TEST_CASE("a bit of the key changes each bit of the hash every second time") {
  std::mt19937 random(3);
  for (const std::size_t size : {1U, 2U, 3U, 4U, 7U, 8U, 9U, 16U, 17U, 31U, 32U, 33U, 64U}) {
    CAPTURE(size);
    constexpr int kRounds = 4'000;
    std::vector<int> flips(64);
    for (int round = 0; round < kRounds; ++round) {
      std::string key(size, ' ');
      for (char& byte : key) byte = static_cast<char>(random());
      const std::uint64_t before = hash(Key(key));
      char& byte = key[random() % size];
      byte = static_cast<char>(byte ^ 1 << random() % 8);
      const std::uint64_t changed = before ^ hash(Key(key));
      for (std::size_t bit = 0; bit < flips.size(); ++bit) {
        flips[bit] += static_cast<int>(changed >> bit & 1);
      }
    }
    const auto [fewest, most] = std::ranges::minmax(flips);
    CHECK(fewest > kRounds * 44 / 100);
    CHECK(most < kRounds * 56 / 100);
  }
}

TEST_CASE("the length of a key counts, not only its bytes") {
  std::set<std::uint64_t> hashes;
  for (std::size_t size = 0; size <= 80; ++size) {
    hashes.insert(hash(Key(std::string(size, '\0'))));
  }
  CHECK(hashes.size() == 81);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::registry
