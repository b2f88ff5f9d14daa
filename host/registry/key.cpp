// SPDX-License-Identifier: Apache-2.0
#include "registry/key.h"

#include "registry/hash.h"

namespace muster::registry {

Key::Words Key::words_of_few_or_many(std::string_view name) noexcept {
  using detail::fold, detail::kPi, detail::product;
  Words words{};
  if (name.size() < sizeof words[0]) {
    // All of it in the first word; the others are for the hash.
    if (!name.empty()) std::memcpy(words.data(), name.data(), name.size());
    for (std::size_t i = 1; i < words.size(); ++i) {
      words[i] = fold(product(words[0] ^ kPi[i], kPi[3 - i]));
    }
    return words;
  }
  // In steps of four words, of which the last one may overlap the one before.
  const std::size_t last = name.size() - sizeof words;
  for (std::size_t at = 0;; at = std::min(at + sizeof words, last)) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::uint64_t next = detail::read_word(name.data() + at + i * sizeof next);
      words[i] = fold(product(words[i] ^ kPi[i], next ^ kPi[3 - i]));
    }
    if (at == last) return words;
  }
}

}  // namespace muster::registry
