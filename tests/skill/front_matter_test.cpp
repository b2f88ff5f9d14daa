// SPDX-License-Identifier: Apache-2.0
#include "skill/front_matter.h"

#include <doctest/doctest.h>

#include <string>

using muster::skill::split;

namespace {

void check_parts(std::string_view text, std::string_view yaml, std::string_view body) {
  CAPTURE(std::string(text));
  const auto parts = split(text, "f");
  REQUIRE(parts);
  CHECK(parts->yaml == yaml);
  CHECK(parts->body == body);
}

std::string refusal(std::string_view text) {
  CAPTURE(std::string(text));
  const auto parts = split(text, "f");
  REQUIRE_FALSE(parts);
  CHECK(parts.error().subject == "f:1:1");
  return std::string(parts.error().code);
}

}  // namespace

TEST_CASE("front matter stands between two lines of three hyphens, the body after them") {
  check_parts("---\na: b\n---\n# Body\n", "a: b\n", "# Body\n");
}

TEST_CASE("a body may be empty, and the last line needs no end") {
  check_parts("---\na: b\n---\n", "a: b\n", "");
  check_parts("---\na: b\n---", "a: b\n", "");
  check_parts("---\na: b\n---\nend", "a: b\n", "end");
}

TEST_CASE("front matter may be empty") { check_parts("---\n---\nbody", "", "body"); }

TEST_CASE("a byte order mark and CRLF are accepted") {
  check_parts("\xef\xbb\xbf---\r\na: b\r\n---\r\nbody\r\n", "a: b\r\n", "body\r\n");
}

TEST_CASE("hyphens in a value or in the body end nothing") {
  check_parts("---\na: |\n  x\n  ---\n  y\nb: c --- d\n---\nbody\n---\nmore\n",
              "a: |\n  x\n  ---\n  y\nb: c --- d\n", "body\n---\nmore\n");
  check_parts("---\na: b\n----\n--- \n---\n", "a: b\n----\n--- \n", "");
}

TEST_CASE("a file that does not begin with three hyphens has no front matter") {
  for (const auto* const text :
       {"", "# Title\n", "\n---\na: b\n---\n", "----\n", "--- \na: b\n---\n"}) {
    CHECK(refusal(text) == "skill.no_front_matter");
  }
}

TEST_CASE("front matter without a second line of hyphens is not closed") {
  for (const auto* const text : {"---", "---\n", "---\na: b\n", "---\na: b\n ---\n"}) {
    CHECK(refusal(text) == "skill.unclosed_front_matter");
  }
}
