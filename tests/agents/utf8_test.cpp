// SPDX-License-Identifier: Apache-2.0
#include "shared/utf8.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

TEST_CASE("UTF-8 is told from what only looks like it") {
  for (const std::string_view good :
       {"", "a", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CHECK(utf8::valid_bytes(good) == good.size());
  }
  for (const std::string_view bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3", "\xe2\x82", "\xe2\x82z"}) {
    CHECK(utf8::valid_bytes(bad) == 0);
    CHECK(utf8::valid_bytes("ok" + std::string(bad)) == 2);
  }
}

TEST_CASE("a character that is cut is told from bytes that are none") {
  CHECK(utf8::is_cut_character("\xc3"));
  CHECK(utf8::is_cut_character("\xe2\x82"));
  CHECK(utf8::is_cut_character("\xf0\x90\x80"));
  for (const auto* const whole_or_wrong :
       {"", "a", "\xc3\xa4", "\x80", "\xc0", "\xe0\x80", "\xff"}) {
    CHECK_FALSE(utf8::is_cut_character(whole_or_wrong));
  }
}

TEST_CASE("each byte that is not UTF-8 is replaced by one U+FFFD") {
  CHECK(utf8::replace_invalid("a\xff\xc3z\xc3\xa4") == "a\xef\xbf\xbd\xef\xbf\xbdz\xc3\xa4");
  CHECK(utf8::replace_invalid("") == "");
}

TEST_CASE("characters are taken one by one") {
  std::string_view text = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x8e\xa7";
  CHECK(utf8::count_characters(text) == 4);
  CHECK(utf8::take_character(text) == U'a');
  CHECK(utf8::take_character(text) == U'\u00e4');
  CHECK(utf8::take_character(text) == U'\u20ac');
  CHECK(utf8::take_character(text) == U'\U0001f3a7');
  CHECK(text.empty());
}
