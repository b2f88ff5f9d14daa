// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_PERFECT_HASH_H
#define MUSTER_REGISTRY_PERFECT_HASH_H

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace muster::registry {

/// From each hash of a set to a slot of its own. A hash names its bucket, and the bucket has a
/// displacement, which was searched for until all that are in it had slots that nobody else has.
/// After hash, displace and compress (D. Belazzougui et al., 2009) and PTHash (G. Pibiri and R.
/// Trani, 2021).
///
/// Threads: immutable.
/// Cost:    five slots for four hashes, and 2 to 4 bytes for each. Making it takes 10 to 25 ns for
///          each. The search is bounded: hashes that are equal or crowd one bucket, and by
///          chance a few of one set in some hundreds, get no slot.
class PerfectHash {
 public:
  explicit PerfectHash(std::span<const std::uint64_t> hashes);

  /// False: it is none of those that have a slot. Most others are told so.
  [[nodiscard]] bool may_have(std::uint64_t hash) const noexcept {
    return (buckets_[bucket(hash)].present >> present_bit(hash) & 1) != 0;
  }
  /// Of some hash or none, if it may not have this one.
  [[nodiscard]] std::size_t slot_of(std::uint64_t hash) const noexcept {
    return slot(hash, buckets_[bucket(hash)].displacement);
  }
  [[nodiscard]] std::size_t slots() const noexcept { return slots_; }

 private:
  struct Bucket {
    std::uint32_t displacement = 0;
    std::uint32_t present = 0;  // bit i: a hash that begins with these five bits
  };

  static std::uint32_t present_bit(std::uint64_t hash) noexcept {
    return static_cast<std::uint32_t>(hash >> 59);
  }
  [[nodiscard]] std::size_t bucket(std::uint64_t hash) const noexcept {
    return (hash ^ hash >> 32) & mask_;
  }
  [[nodiscard]] std::size_t slot(std::uint64_t hash, std::uint32_t displacement) const noexcept {
    // A fraction of 2^32, scaled.
    return (hash >> 32 ^ displacement) * slots_ >> 32;
  }

  std::uint64_t slots_;
  std::uint64_t mask_;
  std::vector<Bucket> buckets_;
};

}  // namespace muster::registry

#endif
