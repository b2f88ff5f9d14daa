// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_TEXT_H
#define MUSTER_BASE_TEXT_H

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Bytes as text: what is UTF-8, where a byte stands, what may be shown on a terminal.
namespace muster {

/// U+FEFF in UTF-8, which some editors put before a text.
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// A place in a text, counted from one; the column counts bytes.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;

  friend bool operator==(const Position&, const Position&) = default;
};

/// The place of the byte at `offset`; lines end with "\n". Cost: linear in the offset.
[[nodiscard]] Position position_of(std::string_view text, std::size_t offset) noexcept;

/// Bytes of the UTF-8 sequence that `text` begins with; 0 if it begins with none. Shortest forms
/// only, no surrogates, nothing over U+10FFFF (Unicode 15, table 3-7).
[[nodiscard]] std::size_t utf8_sequence(std::string_view text) noexcept;

/// The offset of the first byte that is not UTF-8, or none.
[[nodiscard]] std::optional<std::size_t> find_not_utf8(std::string_view text) noexcept;

/// The beginning of a text that is UTF-8: at most this many bytes, and no half character.
[[nodiscard]] std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes) noexcept;

/// Of text that is UTF-8.
[[nodiscard]] std::size_t count_code_points(std::string_view text) noexcept;

/// Fit for one line of output: control characters (C0, DEL, C1) become \n, \t or \xNN, bytes that
/// are not UTF-8 become \xNN. All else stays, a backslash too.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace muster

#endif
