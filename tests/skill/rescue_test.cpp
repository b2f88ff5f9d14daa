// SPDX-License-Identifier: Apache-2.0
#include "skill/rescue.h"

#include <doctest/doctest.h>

#include <string>

using muster::Position;
using muster::skill::quote_plain_values;

namespace {

std::string quoted(std::string_view yaml) { return quote_plain_values(yaml).yaml; }

}  // namespace

TEST_CASE("a plain value with a colon and a blank is quoted, and its place kept") {
  const auto rescued = quote_plain_values("name: a\ndescription:  use: it's\n");
  CHECK(rescued.yaml == "name: a\ndescription:  'use: it''s'\n");
  REQUIRE(rescued.values.size() == 1);
  CHECK(rescued.values[0].key == "description");
  CHECK(rescued.values[0].at == Position{2, 15});
}

TEST_CASE("a colon ends a value or a line as well as it stands before a blank") {
  CHECK(quoted("a: b:") == "a: 'b:'");
  CHECK(quoted("a: b:\n  c\n") == "a: 'b:\n  c'\n");
  CHECK(quoted("a: http://b:80/c\n") == "a: http://b:80/c\n");
}

TEST_CASE("a value that begins with a sign YAML keeps for itself is quoted") {
  for (const char sign : {'@', '%', '&', '*', '!', '`'}) {
    const std::string value = std::string(1, sign) + "x";
    CHECK(quoted("a: " + value + "\n") == "a: '" + value + "'\n");
  }
}

TEST_CASE("a hash is quoted only where the value goes on in a further line") {
  CHECK(quoted("a: b # c\n") == "a: b # c\n");
  CHECK(quoted("a: b # c\n  d\n") == "a: 'b # c\n  d'\n");
}

TEST_CASE("a value's further lines stay where they are") {
  CHECK(quoted("a: b: c\r\n\r\n  d\r\n\r\ne: f\r\n") == "a: 'b: c\r\n\r\n  d'\r\n\r\ne: f\r\n");
}

TEST_CASE("values that are no plain ones are left alone") {
  for (const std::string yaml :
       {"a: \"b: c\"\n", "a: 'b: c'\n", "a: |\n  b: c\n", "a: >\n  b: c\n", "a: [b: c]\n",
        "a: {b: c}\n", "a:\n  b: c\n", "a: # b: c\n", "a b: c: d\n", "- a: b: c\n", "# a: b: c\n",
        "a\n", ":", "a:b: c", ""}) {
    const auto rescued = quote_plain_values(yaml);
    CHECK(rescued.yaml == yaml);
    CHECK(rescued.values.empty());
  }
}
