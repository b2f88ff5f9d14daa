// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_HASH_H
#define MUSTER_REGISTRY_HASH_H

#include <array>
#include <cstdint>

#include "registry/key.h"

namespace muster::registry {

namespace detail {

// The first digits of pi: nothing up our sleeve, and about as many ones as zeros.
inline constexpr std::array<std::uint64_t, 4> kPi{0x243f6a8885a308d3, 0x13198a2e03707344,
                                                  0xa4093822299f31d0, 0x082efa98ec4e6c89};

__extension__ using Wide = unsigned __int128;

[[nodiscard]] inline Wide product(std::uint64_t one, std::uint64_t other) noexcept {
  return Wide{one} * other;
}

/// One half over the other: each bit of either factor of a product reaches every bit.
[[nodiscard]] inline std::uint64_t fold(Wide wide) noexcept {
  return static_cast<std::uint64_t>(wide) ^ static_cast<std::uint64_t>(wide >> 64);
}

}  // namespace detail

/// A hash whose upper half is even; the lower one is once the upper one is laid over it, by
/// exclusive or. The same in every run, so names can be made to collide; but who may name an agent
/// may run code in the host.
///
/// After wyhash by Wang Yi and others (https://github.com/wangyi-fudan/wyhash, public domain):
/// words mixed by folded products; two of them, at once, and no third to mix those.
[[nodiscard]] inline std::uint64_t hash(const Key& key) noexcept {
  using detail::product, detail::kPi;
  const auto& words = key.words();
  return detail::fold(product(words[0] ^ kPi[0], words[1] ^ kPi[1] ^ key.size()) ^
                      product(words[2] ^ kPi[2], words[3] ^ kPi[3]));
}

}  // namespace muster::registry

#endif
