// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_JSON_TEXT_HPP
#define MUSTER_JSON_TEXT_HPP

#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include <muster/abi.h>

/// Pieces of JSON as text.
namespace muster::sdk {

[[nodiscard]] inline muster_text view(std::string_view text) noexcept {
  return {text.data(), text.size()};
}
[[nodiscard]] inline std::string_view view(muster_text text) noexcept {
  return {text.data, static_cast<std::size_t>(text.size)};
}

[[gnu::cold, gnu::noinline]] inline void append_quoted(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      out += "\\u00";
      out += hex[byte >> 4];
      out += hex[byte & 0xf];
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  out += '"';
}

[[nodiscard, gnu::cold, gnu::noinline]] inline std::string in_quotes(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

/// One text of these pieces. Not operator+, which each use would compile once more.
[[nodiscard, gnu::cold, gnu::noinline]] inline std::string concat(
    std::initializer_list<std::string_view> pieces) {
  std::string out;
  for (const std::string_view piece : pieces) out += piece;
  return out;
}

[[nodiscard]] inline bool is_finite(double value) noexcept { return value - value == 0; }

/// The shortest text that reads back as the same number, whatever the locale; of what JSON has no
/// number for, null.
[[nodiscard]] inline std::string number_text(double value) {
  if (!is_finite(value)) return "null";
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}
[[nodiscard]] inline std::string number_text(std::int64_t value) { return std::to_string(value); }

/// With its article, as messages have it.
[[nodiscard]] inline std::string_view name_of_json_type(std::uint32_t type) noexcept {
  constexpr std::string_view names[] = {"null",     "a boolean", "an integer", "a number",
                                        "a string", "an array",  "an object"};
  return type <= MUSTER_JSON_OBJECT ? names[type] : "something unknown";
}

}  // namespace muster::sdk

#endif
