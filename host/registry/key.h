// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_KEY_H
#define MUSTER_REGISTRY_KEY_H

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace muster::registry {

namespace detail {

[[nodiscard]] inline std::uint64_t read_word(const char* from) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

}  // namespace detail

/// A name as four words and its size, read once to be hashed and compared. Names are mostly of 8 to
/// 32 bytes: words that overlap as they must cover all of these alike, where a branch by length
/// would be a guess for each name.
class Key {
 public:
  using Words = std::array<std::uint64_t, 4>;

  /// Of 8 to 32 bytes: the key of another one takes a call.
  [[nodiscard]] static bool is_usual(std::string_view name) noexcept {
    return name.size() - 8 <= 24;
  }

  /// No name's.
  Key() = default;
  explicit Key(std::string_view name) noexcept : size_(name.size()) {
    using detail::read_word;
    if (!is_usual(name)) [[unlikely]] {
      words_ = words_of_few_or_many(name);
      return;
    }
    const char* const first = name.data();
    const std::size_t last = size_ - 8;
    const std::size_t second = std::min<std::size_t>(8, last);
    words_ = {read_word(first), read_word(first + second), read_word(first + last - second),
              read_word(first + last)};
  }

  /// Then equal keys are equal names. The words of a longer one are made of all its bytes, so that
  /// those are still to be compared where keys are equal.
  [[nodiscard]] bool is_whole() const noexcept { return size_ <= sizeof(Words); }

  [[nodiscard]] const Words& words() const noexcept { return words_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

  friend bool operator==(const Key& one, const Key& other) noexcept {
    return one.size_ == other.size_ &&
           ((one.words_[0] ^ other.words_[0]) | (one.words_[1] ^ other.words_[1]) |
            (one.words_[2] ^ other.words_[2]) | (one.words_[3] ^ other.words_[3])) == 0;
  }

 private:
  [[nodiscard]] static Words words_of_few_or_many(std::string_view name) noexcept;

  Words words_{};
  std::uint64_t size_ = ~std::uint64_t{0};
};

}  // namespace muster::registry

#endif
