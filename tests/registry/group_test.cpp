// SPDX-License-Identifier: Apache-2.0
#include "registry/group.h"

#include <doctest/doctest.h>

#include <random>

namespace muster::registry {
namespace {

TEST_SUITE_BEGIN("registry");

Matches match_one_by_one(const Tags& tags, Tag tag) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < kGroupSize; ++i) bits |= tags[i] == tag ? 1U << i : 0;
  return Matches(bits);
}

template <class Match>
std::size_t wrong_matches() {
  std::mt19937 random(7);
  std::size_t wrong = 0;
  for (int round = 0; round < 20'000; ++round) {
    // Few values, and those next to each other and to the ends, so that bytes match, and a carry
    // from one to the next would show.
    constexpr std::array<Tag, 6> kValues{0, 1, 2, 0x7e, kTagMask, kNoTag};
    Tags tags;
    for (Tag& tag : tags) tag = kValues[random() % kValues.size()];
    for (const Tag tag : kValues) {
      wrong += Match::match(tags, tag) != match_one_by_one(tags, tag) ? 1 : 0;
    }
  }
  return wrong;
}

TEST_CASE("matching tags in words is matching them one by one") {
  CHECK(wrong_matches<PortableMatch>() == 0);
}

#ifdef __SSE2__
TEST_CASE("matching tags with SSE2 is matching them one by one") {
  CHECK(wrong_matches<Sse2Match>() == 0);
}
#endif

TEST_CASE("matches are taken lowest first") {
  Matches matches(0x8041);
  for (const std::size_t slot : {0U, 6U, 15U}) {
    REQUIRE(matches.any());
    CHECK(matches.first() == slot);
    matches.drop_first();
  }
  CHECK_FALSE(matches.any());
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::registry
