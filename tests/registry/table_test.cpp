// SPDX-License-Identifier: Apache-2.0
#include "registry/table.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <initializer_list>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "registry/named_agents.h"
#include "registry/plain_table.h"

namespace muster::registry {
namespace {

TEST_SUITE_BEGIN("registry");

const plugin::Agent* agent_of(const Table& table, std::string_view key) {
  const auto* const found = table.find(key);
  return found == nullptr ? nullptr : found->agent;
}

/// Every key, and each of `others`, is answered as the oracle answers it.
void check_against_oracle(const std::vector<std::string>& keys,
                          const std::vector<std::string>& others = {}) {
  const NamedAgents agents(keys);
  const Table table(agents.entries());
  const PlainTable oracle(agents.entries());
  std::size_t wrong = 0;
  for (const auto* list : {&keys, &others}) {
    for (const std::string& key : *list) {
      wrong += agent_of(table, key) != oracle.find(key) ? 1 : 0;
    }
  }
  CHECK(wrong == 0);
  for (const auto& entry : agents.entries()) {
    wrong += agent_of(table, entry.agent->descriptor.slug) != entry.agent ? 1 : 0;
  }
  CHECK(wrong == 0);
}

/// Each key with one byte more, one byte less, and each byte in turn another one.
std::vector<std::string> neighbours(const std::vector<std::string>& keys) {
  std::vector<std::string> all;
  for (const std::string& key : keys) {
    all.push_back(key + 'x');
    all.push_back(key + '\0');
    if (!key.empty()) all.push_back(key.substr(1));
    if (!key.empty()) all.push_back(key.substr(0, key.size() - 1));
    for (std::size_t i = 0; i < key.size(); ++i) {
      all.push_back(key);
      all.back()[i] = static_cast<char>(all.back()[i] ^ 1);
    }
  }
  return all;
}

TEST_CASE("a table of each size finds its keys and no others") {
  for (const int size : {0, 1, 9, 10, 15, 16, 17, 159, 160, 161, 1'110}) {
    CAPTURE(size);
    std::vector<std::string> keys;
    for (int i = 0; i < size; ++i) keys.push_back(fmt::format("agent-{:06}", i));
    check_against_oracle(keys, neighbours(keys));
  }
}

TEST_CASE("a table of 100,000 keys finds each of them and none of as many others") {
  std::vector<std::string> keys;
  std::vector<std::string> others;
  for (int i = 0; i < 100'000; ++i) {
    keys.push_back(fmt::format("agent-{:06}", i));
    others.push_back(fmt::format("agent-{:06}", 100'000 + i));
  }
  check_against_oracle(keys, others);
}

TEST_CASE("keys of every length are told from their neighbours") {
  // One prefix, so the shorter keys are the beginnings of the longer ones.
  std::vector<std::string> keys;
  std::string key;
  for (int length = 0; length <= 80; ++length) {
    keys.push_back(key);
    key += static_cast<char>('a' + length % 26);
  }
  check_against_oracle(keys, neighbours(keys));
  const std::vector<std::string> none;
  check_against_oracle(none, keys);
}

TEST_CASE("keys that differ in one byte at any place are all found") {
  for (const std::size_t length : {1U, 3U, 4U, 7U, 8U, 16U, 17U, 32U, 33U, 51U, 52U, 64U, 300U}) {
    CAPTURE(length);
    const std::string base(length, 'a');
    std::vector<std::string> keys{base};
    for (std::size_t i = 0; i < length; ++i) {
      keys.push_back(base);
      keys.back()[i] = 'b';
    }
    check_against_oracle(keys, neighbours(keys));
  }
}

TEST_CASE("random keys of any bytes are found") {
  std::mt19937 random(42);
  const auto keys_up_to = [&random](std::size_t longest) {
    std::set<std::string> keys;
    while (keys.size() < 3'000) {
      std::string key(1 + random() % longest, ' ');
      for (char& byte : key) byte = static_cast<char>(random());
      keys.insert(std::move(key));
    }
    return std::vector<std::string>(keys.begin(), keys.end());
  };
  check_against_oracle(keys_up_to(20), keys_up_to(20));
  check_against_oracle(keys_up_to(100), keys_up_to(100));
}

TEST_CASE("keys that crowd one bucket are found, and told from others of it") {
  // The lowest bits of its halves, one over the other, name the bucket, and so few keys make few.
  constexpr std::size_t kAlike = 40;
  for (const std::uint64_t lowest : {0U, 17U, 63U}) {
    std::vector<std::string> keys;
    std::vector<std::string> others;
    for (int i = 0; others.size() < kAlike; ++i) {
      std::string key = fmt::format("agent-{}", i);
      const std::uint64_t hashed = hash(Key(key));
      if ((hashed ^ hashed >> 32) % 64 != lowest) continue;
      (keys.size() < kAlike ? keys : others).push_back(std::move(key));
    }
    check_against_oracle(keys, others);
  }
}

std::string bytes_of(std::initializer_list<std::uint64_t> words) {
  return {reinterpret_cast<const char*>(words.begin()), words.size() * sizeof(std::uint64_t)};
}

TEST_CASE("keys of one hash are found, and told from others of it") {
  std::vector<std::string> keys;
  std::vector<std::string> others;
  for (std::uint64_t i = 0; i < 100; ++i) {
    // Where one factor is 0, the other one does not count.
    keys.push_back(bytes_of({i, detail::kPi[1] ^ 32, 3, 4}));
    others.push_back(bytes_of({100 + i, detail::kPi[1] ^ 32, 3, 4}));
  }
  REQUIRE(hash(Key(keys.front())) == hash(Key(others.back())));
  check_against_oracle(keys, others);
  check_against_oracle({keys.front()}, others);
}

TEST_CASE("long names that are one in their words are told apart") {
  std::vector<std::string> keys;
  std::vector<std::string> others;
  for (std::uint64_t i = 0; i < 100; ++i) {
    keys.push_back(bytes_of({i, 1, 2, 3, detail::kPi[3], 5, 6, 7}));
    others.push_back(bytes_of({100 + i, 1, 2, 3, detail::kPi[3], 5, 6, 7}));
  }
  REQUIRE(Key(keys.front()) == Key(others.back()));
  check_against_oracle(keys, others);
  check_against_oracle({keys.front()}, others);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::registry
