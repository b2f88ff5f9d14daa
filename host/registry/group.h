// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_GROUP_H
#define MUSTER_REGISTRY_GROUP_H

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace muster::registry {

inline constexpr std::size_t kGroupSize = 16;

/// A tag is seven bits of a key's hash; no tag equals kNoTag.
using Tag = std::uint8_t;
inline constexpr Tag kTagMask = 0x7f;
inline constexpr Tag kNoTag = 0x80;

using Tags = std::array<Tag, kGroupSize>;

/// The slots of a group that may hold what is sought, lowest first.
class Matches {
 public:
  explicit Matches(std::uint32_t bits) noexcept : bits_(bits) {}
  [[nodiscard]] bool any() const noexcept { return bits_ != 0; }
  [[nodiscard]] std::size_t first() const noexcept {
    return static_cast<std::size_t>(std::countr_zero(bits_));
  }
  void drop_first() noexcept { bits_ &= bits_ - 1; }
  friend bool operator==(Matches, Matches) = default;

 private:
  std::uint32_t bits_;  // bit i: slot i
};

/// Compares the tags of a group in two words; for any processor.
struct PortableMatch {
  [[nodiscard]] static Matches match(const Tags& tags, Tag tag) noexcept {
    return Matches(equal_bytes(tags.data(), tag) | equal_bytes(tags.data() + 8, tag) << 8);
  }

 private:
  // Bit i: byte i is `tag`.
  static std::uint32_t equal_bytes(const Tag* eight, Tag tag) noexcept {
    static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
    constexpr std::uint64_t kLow = 0x0101010101010101;
    constexpr std::uint64_t kSeven = kLow * 0x7f;
    std::uint64_t word = 0;
    std::memcpy(&word, eight, sizeof word);
    const std::uint64_t difference = word ^ (kLow * tag);
    // A byte that is not 0 has its highest bit, or gets it from this sum, which does not carry on.
    const std::uint64_t zeros = ~(((difference & kSeven) + kSeven) | difference | kSeven);
    // The product moves bit 8i to 56 + i.
    return static_cast<std::uint32_t>(((zeros >> 7) * 0x0102040810204080) >> 56);
  }
};

#ifdef __SSE2__
/// Compares all tags of a group at once.
struct Sse2Match {
  [[nodiscard]] static Matches match(const Tags& tags, Tag tag) noexcept {
    __m128i all;
    std::memcpy(&all, tags.data(), sizeof all);
    const __m128i equal = _mm_cmpeq_epi8(all, _mm_set1_epi8(static_cast<char>(tag)));
    return Matches(static_cast<std::uint32_t>(_mm_movemask_epi8(equal)));
  }
};
using NativeMatch = Sse2Match;
#else
using NativeMatch = PortableMatch;
#endif

}  // namespace muster::registry

#endif
