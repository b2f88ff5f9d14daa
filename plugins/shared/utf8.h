// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SHARED_UTF8_H
#define MUSTER_SHARED_UTF8_H

#include <cstddef>
#include <string>
#include <string_view>

namespace utf8 {

/// How many bytes at the start of a text are UTF-8: all of them, or up to the first that is not.
/// Overlong forms, surrogates and what is beyond U+10FFFF are not.
[[nodiscard]] std::size_t valid_bytes(std::string_view text) noexcept;

/// Whether a text is the beginning of one character of UTF-8, and lacks its end.
[[nodiscard]] bool is_cut_character(std::string_view text) noexcept;

/// The text with U+FFFD in place of each byte that is not UTF-8.
[[nodiscard]] std::string replace_invalid(std::string_view text);

// The rest is of text that is UTF-8.

/// How many bytes the character at this byte has.
[[nodiscard]] std::size_t length_at(std::string_view text, std::size_t byte) noexcept;

[[nodiscard]] std::size_t count_characters(std::string_view text) noexcept;

/// The character at the start of a text that is not empty, which loses it.
[[nodiscard]] char32_t take_character(std::string_view& text) noexcept;

/// Unicode's White_Space.
[[nodiscard]] bool is_space(char32_t character) noexcept;

}  // namespace utf8

#endif
