// SPDX-License-Identifier: Apache-2.0
#include "skill/unicode.h"

#include <doctest/doctest.h>

#include <string>

using namespace muster::skill;

TEST_CASE("texts that read the same are one when they are normalized") {
  CHECK(normalized("cafe\u0301") == "caf\u00e9");
  CHECK(normalized("caf\u00e9") == "caf\u00e9");
  CHECK(normalized("\uff41\ufb01") == "afi");  // a wide letter and a ligature
  CHECK(normalized("plain") == "plain");
  CHECK(normalized("").empty());
}

TEST_CASE("what is not UTF-8 is left as it is") { CHECK(normalized("a\xff") == "a\xff"); }

TEST_CASE("folded names tell neither cases nor compositions apart") {
  CHECK(case_folded("README.md") == case_folded("ReadMe.MD"));
  CHECK(case_folded("CAFE\u0301") == case_folded("caf\u00e9"));
  CHECK(case_folded("STRASSE") == case_folded("straße"));
  CHECK(case_folded("a") != case_folded("b"));
}

TEST_CASE("a text is in lower case if it has no letter with a lower form of its own") {
  CHECK(is_lower_case("abc-1 навык 技能"));
  CHECK_FALSE(is_lower_case("навыК"));
  CHECK_FALSE(is_lower_case("Éa"));
}

TEST_CASE("letters and numbers of any script pass, signs and marks do not") {
  CHECK(has_only_letters_digits_hyphens("a-1-навык-技能-٣"));
  for (const std::string text : {"a_b", "a b", "a.b", "e\u0301", "a€"}) {
    CAPTURE(text);
    CHECK_FALSE(has_only_letters_digits_hyphens(text));
  }
}
