// SPDX-License-Identifier: Apache-2.0
#include "registry/table.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>
#include <set>
#include <string>
#include <vector>

#include "registry/named_agents.h"
#include "registry/plain_table.h"

namespace muster::registry {
namespace {

TEST_SUITE_BEGIN("registry");

#ifdef __SSE2__
#define MUSTER_MATCHES PortableMatch, Sse2Match
#else
#define MUSTER_MATCHES PortableMatch
#endif

template <class Match>
const plugin::Agent* agent_of(const BasicTable<Match>& table, std::string_view key) {
  const auto* const found = table.find(key);
  return found == nullptr ? nullptr : found->agent;
}

/// Every key, and each of `others`, is answered as the oracle answers it.
template <class Match>
void check_against_oracle(const std::vector<std::string>& keys,
                          const std::vector<std::string>& others = {}) {
  const NamedAgents agents(keys);
  const BasicTable<Match> table(agents.entries());
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

TEST_CASE_TEMPLATE("a table of each size finds its keys and no others", Match, MUSTER_MATCHES) {
  for (const int size : {0, 1, 9, 10, 15, 16, 17, 159, 160, 161, 1'110}) {
    CAPTURE(size);
    std::vector<std::string> keys;
    for (int i = 0; i < size; ++i) keys.push_back(fmt::format("agent-{:06}", i));
    check_against_oracle<Match>(keys, neighbours(keys));
  }
}

TEST_CASE_TEMPLATE("a table of 100,000 keys finds each of them and none of as many others", Match,
                   MUSTER_MATCHES) {
  std::vector<std::string> keys;
  std::vector<std::string> others;
  for (int i = 0; i < 100'000; ++i) {
    keys.push_back(fmt::format("agent-{:06}", i));
    others.push_back(fmt::format("agent-{:06}", 100'000 + i));
  }
  check_against_oracle<Match>(keys, others);
}

TEST_CASE_TEMPLATE("keys of every length are told from their neighbours", Match, MUSTER_MATCHES) {
  // One prefix, so the shorter keys are the beginnings of the longer ones.
  std::vector<std::string> keys;
  std::string key;
  for (int length = 0; length <= 80; ++length) {
    keys.push_back(key);
    key += static_cast<char>('a' + length % 26);
  }
  check_against_oracle<Match>(keys, neighbours(keys));
  const std::vector<std::string> none;
  check_against_oracle<Match>(none, keys);
}

TEST_CASE_TEMPLATE("keys that differ in one byte at any place are all found", Match,
                   MUSTER_MATCHES) {
  for (const std::size_t length : {1U, 3U, 4U, 7U, 8U, 16U, 17U, 32U, 33U, 51U, 52U, 64U, 300U}) {
    CAPTURE(length);
    const std::string base(length, 'a');
    std::vector<std::string> keys{base};
    for (std::size_t i = 0; i < length; ++i) {
      keys.push_back(base);
      keys.back()[i] = 'b';
    }
    check_against_oracle<Match>(keys, neighbours(keys));
  }
}

TEST_CASE_TEMPLATE("random keys of any bytes are found", Match, MUSTER_MATCHES) {
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
  check_against_oracle<Match>(keys_up_to(20), keys_up_to(20));
  check_against_oracle<Match>(keys_up_to(100), keys_up_to(100));
}

TEST_CASE_TEMPLATE("keys of one home group and one tag spill over and are found", Match,
                   MUSTER_MATCHES) {
  // So few keys make so few groups that the upper six bits of the hash name the group; the last
  // group's spill goes to the first.
  constexpr std::size_t kAlike = 40;
  for (const std::uint64_t upper : {0U, 17U, 63U}) {
    std::vector<std::string> keys;
    std::vector<std::string> others;
    for (int i = 0; others.size() < kAlike; ++i) {
      std::string key = fmt::format("agent-{}", i);
      const std::uint64_t hashed = hash(key);
      if (hashed >> 58 != upper || (hashed & kTagMask) != 5) continue;
      (keys.size() < kAlike ? keys : others).push_back(std::move(key));
    }
    check_against_oracle<Match>(keys, others);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::registry
