// SPDX-License-Identifier: Apache-2.0
#include "skill/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

namespace muster::skill {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

const utf8proc_uint8_t* bytes(std::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

std::string mapped(std::string_view text, int options) {
  utf8proc_uint8_t* out = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(bytes(text), static_cast<utf8proc_ssize_t>(text.size()), &out,
                   static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(out, &std::free);
  if (size == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
  if (size < 0) return std::string(text);  // not UTF-8, which the caller has ruled out
  return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(size)};
}

// Whether a predicate holds for every code point.
template <class Predicate>
bool all_of(std::string_view text, Predicate holds) {
  while (!text.empty()) {
    utf8proc_int32_t code_point = 0;
    const utf8proc_ssize_t size =
        utf8proc_iterate(bytes(text), static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    if (size <= 0 || !holds(code_point)) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

bool is_letter_or_number(utf8proc_category_t category) {
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
         (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

}  // namespace

std::string normalized(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  return mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
}

std::string case_folded(std::string_view text) {
  if (is_ascii(text)) {
    std::string folded(text);
    for (char& c : folded) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return folded;
  }
  return mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
}

bool is_lower_case(std::string_view text) {
  return all_of(text, [](utf8proc_int32_t c) { return utf8proc_tolower(c) == c; });
}

bool has_only_letters_digits_hyphens(std::string_view text) {
  return all_of(text, [](utf8proc_int32_t c) {
    return c == '-' || is_letter_or_number(utf8proc_category(c));
  });
}

}  // namespace muster::skill
