// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_BYTES_H
#define MUSTER_REGISTRY_BYTES_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

/// Short runs of bytes, read as words that may overlap. Names are mostly of 8 to 32 bytes, so all
/// of these are read alike: a branch by length would be a guess for each name.
namespace muster::registry {

template <class Word>
[[nodiscard]] inline std::uint64_t read(const char* from) noexcept {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// Where four words lie that cover a run of 8 to 32 bytes and nothing else; the first begins it.
struct FourWords {
  explicit FourWords(std::size_t size) noexcept
      : second(std::min<std::size_t>(8, size - 8)), third(size - 8 - second), last(size - 8) {}

  [[nodiscard]] static bool fit(std::size_t size) noexcept { return size - 8 <= 24; }

  std::size_t second;
  std::size_t third;
  std::size_t last;
};

namespace detail {

[[nodiscard]] inline std::uint64_t difference(const char* one, const char* other) noexcept {
  return read<std::uint64_t>(one) ^ read<std::uint64_t>(other);
}

// Apart, so that the usual length needs no registers for the others.
[[gnu::noinline]] inline bool same_few_or_many_bytes(const char* one, const char* other,
                                                     std::size_t size) noexcept {
  using std::uint32_t;
  if (size > 32) return std::memcmp(one, other, size) == 0;
  if (size >= 4) {
    const std::size_t last = size - 4;
    return read<uint32_t>(one) == read<uint32_t>(other) &&
           read<uint32_t>(one + last) == read<uint32_t>(other + last);
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (one[i] != other[i]) return false;
  }
  return true;
}

}  // namespace detail

/// Whether two runs of `size` bytes are the same. Reads nothing beyond them.
[[nodiscard]] inline bool same_bytes(const char* one, const char* other,
                                     std::size_t size) noexcept {
  if (!FourWords::fit(size)) [[unlikely]]
    return detail::same_few_or_many_bytes(one, other, size);
  const FourWords at(size);
  return (detail::difference(one, other) | detail::difference(one + at.second, other + at.second) |
          detail::difference(one + at.third, other + at.third) |
          detail::difference(one + at.last, other + at.last)) == 0;
}

}  // namespace muster::registry

#endif
