// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_BYTES_H
#define MUSTER_REGISTRY_BYTES_H

#include <cstddef>
#include <cstdint>
#include <cstring>

/// Short runs of bytes, read as words that may overlap, so that a length costs one branch a class
/// (under 4, 8, 16, to 32, over 32) and no loop: names of 8 to 32 bytes would make a loop's end a
/// guess.
namespace muster::registry {

template <class Word>
[[nodiscard]] inline std::uint64_t read(const char* from) noexcept {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

namespace detail {

/// What differs between two runs of sizeof(Word) to 2 * sizeof(Word) bytes; 0: nothing.
template <class Word>
[[nodiscard]] inline std::uint64_t difference(const char* one, const char* other,
                                              std::size_t size) noexcept {
  const std::size_t last = size - sizeof(Word);
  return (read<Word>(one) ^ read<Word>(other)) |
         (read<Word>(one + last) ^ read<Word>(other + last));
}

}  // namespace detail

/// Whether two runs of `size` bytes are the same. Reads nothing beyond them.
[[nodiscard]] inline bool same_bytes(const char* one, const char* other,
                                     std::size_t size) noexcept {
  using std::uint32_t, std::uint64_t;
  if (size > 32) return std::memcmp(one, other, size) == 0;
  if (size > 16) {
    const std::size_t last = size - 16;
    return (detail::difference<uint64_t>(one, other, 16) |
            detail::difference<uint64_t>(one + last, other + last, 16)) == 0;
  }
  if (size >= 8) return detail::difference<uint64_t>(one, other, size) == 0;
  if (size >= 4) return detail::difference<uint32_t>(one, other, size) == 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (one[i] != other[i]) return false;
  }
  return true;
}

}  // namespace muster::registry

#endif
