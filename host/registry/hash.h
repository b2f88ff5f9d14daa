// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_HASH_H
#define MUSTER_REGISTRY_HASH_H

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "registry/bytes.h"

namespace muster::registry {

__extension__ using Wide = unsigned __int128;

/// The upper half of a product: a fraction of 2^64, scaled to [0, range).
[[nodiscard]] inline std::uint64_t scale(std::uint64_t fraction, std::uint64_t range) noexcept {
  return static_cast<std::uint64_t>((Wide{fraction} * range) >> 64);
}

namespace detail {

// The first digits of pi: nothing up our sleeve, and about as many ones as zeros.
inline constexpr std::uint64_t kFirst = 0x243f6a8885a308d3;
inline constexpr std::uint64_t kSecond = 0x13198a2e03707344;
inline constexpr std::uint64_t kThird = 0xa4093822299f31d0;
inline constexpr std::uint64_t kFourth = 0x082efa98ec4e6c89;

/// Both halves of a product, one over the other: each bit of either factor reaches every bit.
[[nodiscard]] inline std::uint64_t fold(std::uint64_t one, std::uint64_t other) noexcept {
  const Wide product = Wide{one} * other;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Apart, so that the usual length needs no registers for the others.
[[nodiscard, gnu::noinline]] inline std::uint64_t hash_few_or_many(std::string_view key) noexcept {
  using std::uint32_t, std::uint64_t;
  const char* at = key.data();
  const std::size_t size = key.size();
  uint64_t seed = kThird;
  uint64_t head = 0;
  uint64_t tail = 0;
  if (size >= 8) {
    const char* const last = at + size - 8;
    for (std::size_t left = size; left > 16; left -= 16, at += 16) {
      seed = fold(read<uint64_t>(at) ^ kFirst, read<uint64_t>(at + 8) ^ seed);
    }
    head = read<uint64_t>(last - 8);
    tail = read<uint64_t>(last);
  } else if (size >= 4) {
    head = read<uint32_t>(at);
    tail = read<uint32_t>(at + size - 4);
  } else if (size > 0) {
    head = read<unsigned char>(at) << 16 | read<unsigned char>(at + size / 2) << 8 |
           read<unsigned char>(at + size - 1);
  }
  return fold(fold(head ^ kFirst, tail ^ seed) ^ size, kSecond);
}

}  // namespace detail

/// A hash of which all 64 bits are good: the table takes the upper ones for the group and the lower
/// seven for the tag. The same in every run, so names can be made to collide; but who may name an
/// agent may run code in the host.
///
/// After wyhash by Wang Yi and others (https://github.com/wangyi-fudan/wyhash, public domain):
/// words read so that they overlap, mixed by folded products. Three products, of which two at once,
/// for 8 to 32 bytes.
[[nodiscard]] inline std::uint64_t hash(std::string_view key) noexcept {
  using std::uint64_t;
  if (!FourWords::fit(key.size())) [[unlikely]]
    return detail::hash_few_or_many(key);
  const FourWords at(key.size());
  const char* const first = key.data();
  const uint64_t mixed = detail::fold(read<uint64_t>(first) ^ detail::kFirst,
                                      read<uint64_t>(first + at.second) ^ detail::kSecond) ^
                         detail::fold(read<uint64_t>(first + at.third) ^ detail::kThird,
                                      read<uint64_t>(first + at.last) ^ detail::kFourth);
  return detail::fold(mixed ^ key.size(), detail::kSecond);
}

}  // namespace muster::registry

#endif
