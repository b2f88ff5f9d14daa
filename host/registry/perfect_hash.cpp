// SPDX-License-Identifier: Apache-2.0
#include "registry/perfect_hash.h"

#include <algorithm>
#include <bit>

namespace muster::registry {
namespace {

// In a bucket on average, at most. More make fewer buckets and longer searches.
constexpr std::size_t kMeanBucket = 4;
// With that mean, one bucket in a million has more.
constexpr std::size_t kLargestBucket = 16;
// Most buckets need two or three. Two hashes that begin alike may need as many as this.
constexpr std::uint32_t kMostTries = 2'048;
constexpr std::uint32_t kGolden = 0x9e3779b9;  // spreads the displacements

}  // namespace

PerfectHash::PerfectHash(std::span<const std::uint64_t> hashes)
    : slots_((hashes.size() + hashes.size() / 4) | 1),
      mask_(std::bit_ceil(hashes.size() / kMeanBucket + 1) - 1),
      buckets_(mask_ + 1) {
  // The hashes in the order of their buckets; bucket b's begin at first[b].
  std::vector<std::uint32_t> first(buckets_.size() + 1);
  for (const std::uint64_t hash : hashes) ++first[bucket(hash) + 1];
  for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  std::vector<std::uint64_t> sorted(hashes.size());
  for (const std::uint64_t hash : hashes) sorted[first[bucket(hash)]++] = hash;
  // Each has moved to where the next one begins.
  std::rotate(first.begin(), first.end() - 1, first.end());
  first.front() = 0;

  std::vector<bool> taken(slots_);
  const auto place = [&](std::span<const std::uint64_t> group, std::uint32_t displacement) {
    for (std::size_t i = 0; i < group.size(); ++i) {
      const auto at = taken.begin() + static_cast<std::ptrdiff_t>(slot(group[i], displacement));
      if (!*at) {
        *at = true;
        continue;
      }
      while (i > 0) taken[slot(group[--i], displacement)] = false;
      return false;
    }
    return true;
  };

  // The largest first, while there is most room.
  for (std::size_t size = kLargestBucket; size > 0; --size) {
    for (std::size_t b = 0; b < buckets_.size(); ++b) {
      if (first[b + 1] - first[b] != size) continue;
      const std::span group = std::span(sorted).subspan(first[b], size);
      std::uint32_t tries = 0;
      while (tries < kMostTries && !place(group, tries * kGolden)) ++tries;
      if (tries == kMostTries) continue;
      buckets_[b].displacement = tries * kGolden;
      for (const std::uint64_t hash : group) buckets_[b].present |= 1U << present_bit(hash);
    }
  }
}

}  // namespace muster::registry
