// SPDX-License-Identifier: Apache-2.0
#include "shared/utf8.h"

#include <algorithm>

namespace utf8 {
namespace {

struct Form {
  std::size_t length;   // 0: no character begins with this byte
  unsigned char least;  // of the second byte
  unsigned char greatest;
};

// The table of well-formed sequences: The Unicode Standard, 3.9, table 3-7.
constexpr Form form_of(unsigned char first) noexcept {
  if (first < 0x80) return {1, 0, 0};
  if (first < 0xc2) return {0, 0, 0};
  if (first < 0xe0) return {2, 0x80, 0xbf};
  if (first == 0xe0) return {3, 0xa0, 0xbf};
  if (first == 0xed) return {3, 0x80, 0x9f};
  if (first < 0xf0) return {3, 0x80, 0xbf};
  if (first == 0xf0) return {4, 0x90, 0xbf};
  if (first < 0xf4) return {4, 0x80, 0xbf};
  if (first == 0xf4) return {4, 0x80, 0x8f};
  return {0, 0, 0};
}

constexpr unsigned char byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<unsigned char>(text[at]);
}

// How many bytes from here are as the form of the first one has them.
std::size_t well_formed(std::string_view text, const Form& form) noexcept {
  std::size_t count = 1;
  while (count < std::min(form.length, text.size())) {
    const unsigned char least = count == 1 ? form.least : 0x80;
    const unsigned char greatest = count == 1 ? form.greatest : 0xbf;
    if (byte_at(text, count) < least || byte_at(text, count) > greatest) break;
    ++count;
  }
  return count;
}

}  // namespace

std::size_t valid_bytes(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    const Form form = form_of(byte_at(text, at));
    if (form.length == 0 || well_formed(text.substr(at), form) < form.length) break;
    at += form.length;
  }
  return at;
}

bool is_cut_character(std::string_view text) noexcept {
  if (text.empty()) return false;
  const Form form = form_of(byte_at(text, 0));
  return text.size() < form.length && well_formed(text, form) == text.size();
}

std::string replace_invalid(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t valid = valid_bytes(text);
    out += text.substr(0, valid);
    if (valid == text.size()) return out;
    out += "\xef\xbf\xbd";
    text.remove_prefix(valid + 1);
  }
}

std::size_t length_at(std::string_view text, std::size_t byte) noexcept {
  return std::max<std::size_t>(form_of(byte_at(text, byte)).length, 1);
}

std::size_t count_characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u; }));
}

char32_t take_character(std::string_view& text) noexcept {
  constexpr unsigned char kFirstBits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  const std::size_t length = std::min(length_at(text, 0), text.size());
  char32_t character = byte_at(text, 0) & kFirstBits[length];
  for (std::size_t i = 1; i < length; ++i) character = character << 6 | (byte_at(text, i) & 0x3fu);
  text.remove_prefix(length);
  return character;
}

bool is_space(char32_t character) noexcept {
  return (character >= 0x09 && character <= 0x0d) || character == 0x20 || character == 0x85 ||
         character == 0xa0 || character == 0x1680 || (character >= 0x2000 && character <= 0x200a) ||
         character == 0x2028 || character == 0x2029 || character == 0x202f || character == 0x205f ||
         character == 0x3000;
}

}  // namespace utf8
