// SPDX-License-Identifier: Apache-2.0
#include "cli/skill_text.h"

#include <doctest/doctest.h>

namespace muster::cli {
namespace {

TEST_CASE("a skill is written with its fields and its files") {
  const json::Value skill = json::Object{
      {"name", "tidy"},
      {"description", "Tidies."},
      {"fields", json::Object{{"name", "tidy"}, {"license", "MIT"}}},
      {"files", json::Array{json::Object{{"path", "SKILL.md"}, {"size", 12}, {"sha256", "ab"}}}}};
  CHECK(skill_text(skill) ==
        "skill tidy\n"
        "  description  Tidies.\n"
        "  license      MIT\n"
        "files\n"
        "  SKILL.md  12  ab\n");
}

TEST_CASE("to a terminal go lines and tabs, and nothing else that acts on it") {
  CHECK(for_terminal("a\tb\nc\n") == "a\tb\nc\n");
  CHECK(for_terminal("\x1b[2J\r\xff\n") == "\\x1b[2J\\x0d\\xff\n");
  CHECK(for_terminal("").empty());
}

}  // namespace
}  // namespace muster::cli
