// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <doctest/doctest.h>

using namespace std::string_view_literals;
using namespace muster;

TEST_CASE("UTF-8 of one to four bytes is accepted up to its borders") {
  for (const auto text :
       {"\x00"sv, "\x7f"sv, "\xc2\x80"sv, "\xdf\xbf"sv, "\xe0\xa0\x80"sv, "\xed\x9f\xbf"sv,
        "\xee\x80\x80"sv, "\xef\xbf\xbf"sv, "\xf0\x90\x80\x80"sv, "\xf4\x8f\xbf\xbf"sv}) {
    CAPTURE(escaped(text));
    CHECK(utf8_sequence(text) == text.size());
  }
}

TEST_CASE("longer forms than needed, surrogates, stray and missing bytes are not UTF-8") {
  for (const auto text :
       {"\x80"sv, "\xbf"sv, "\xc0\xaf"sv, "\xc1\xbf"sv, "\xe0\x9f\xbf"sv, "\xed\xa0\x80"sv,
        "\xf0\x8f\xbf\xbf"sv, "\xf4\x90\x80\x80"sv, "\xf5\x80\x80\x80"sv, "\xff"sv, "\xc3"sv,
        "\xe2\x82"sv, "\xe2\x28\xa1"sv, "\xf0\x9f\x98"sv, ""sv}) {
    CAPTURE(escaped(text));
    CHECK(utf8_sequence(text) == 0);
  }
}

TEST_CASE("the first byte that is not UTF-8 is found") {
  CHECK(find_not_utf8("gr\xc3\xbc\xc3\x9f\x65") == std::nullopt);
  CHECK(find_not_utf8("gr\xc3\xbc\xfc") == 4);
}

TEST_CASE("code points are counted, not bytes") { CHECK(count_code_points("aä€😀") == 4); }

TEST_CASE("a text is cut between characters, and only if it is too long") {
  CHECK(utf8_prefix("aä€😀", 10) == "aä€😀");
  CHECK(utf8_prefix("aä€😀", 9) == "aä€");
  CHECK(utf8_prefix("aä€😀", 6) == "aä€");
  CHECK(utf8_prefix("aä€😀", 5) == "aä");
  CHECK(utf8_prefix("ä", 1) == "");
}

TEST_CASE("a position counts lines and bytes from one") {
  const std::string_view text = "one\ntwo\n";
  CHECK(position_of(text, 0) == Position{1, 1});
  CHECK(position_of(text, 3) == Position{1, 4});
  CHECK(position_of(text, 4) == Position{2, 1});
  CHECK(position_of(text, 6) == Position{2, 3});
  CHECK(position_of(text, 8) == Position{3, 1});
  CHECK(position_of(text, 99) == Position{3, 1});
}

TEST_CASE("escaping leaves text alone, and a backslash too") {
  CHECK(escaped("grün C:\\a \"b\" 😀") == "grün C:\\a \"b\" 😀");
}

TEST_CASE("control characters are escaped, those that are two bytes too") {
  CHECK(escaped("a\nb\tc\r\x7f"sv) == "a\\nb\\tc\\x0d\\x7f");
  CHECK(escaped("\0"sv) == "\\x00");
  CHECK(escaped("\xc2\x9b"sv) == "\\xc2\\x9b");
  CHECK(escaped("\xc2\xa0"sv) == "\xc2\xa0");
}

TEST_CASE("bytes that are not UTF-8 are escaped one by one") {
  CHECK(escaped("\xe2\x82z\xff"sv) == "\\xe2\\x82z\\xff");
}
