// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TEXT_COUNT_H
#define MUSTER_TEXT_COUNT_H

#include <cstddef>
#include <string_view>

namespace text {

struct Counts {
  std::size_t bytes = 0;
  std::size_t characters = 0;  ///< code points
  std::size_t words = 0;       ///< what stands between white space, as Unicode has it
  std::size_t lines = 0;       ///< each ends in "\n", but for the last one
  friend bool operator==(const Counts&, const Counts&) = default;
};

[[nodiscard]] Counts count(std::string_view text) noexcept;

/// How often a text that is not empty occurs in another one, without overlap.
[[nodiscard]] std::size_t count_occurrences(std::string_view text, std::string_view of) noexcept;

}  // namespace text

#endif
