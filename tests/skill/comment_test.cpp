// SPDX-License-Identifier: Apache-2.0
#include "skill/comment.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/yaml.h"

using namespace muster;

namespace {

using Places = std::vector<std::string>;

Places commented(std::string_view text) {
  constexpr std::size_t kFirstLine = 2;
  const auto root = yaml::read(text, "f", kFirstLine);
  REQUIRE(root);
  Places places;
  for (const auto& [key, at] : skill::commented_values(text, *root, kFirstLine)) {
    places.push_back(fmt::format("{} {}:{}", key, at.line, at.column));
  }
  return places;
}

}  // namespace

TEST_CASE("a comment behind a plain value is found at its sign") {
  CHECK(commented("description: Uses C #1 thing\n") == Places{"description 2:21"});
  CHECK(commented("a: b\nc: d\t # e\nf: g # h") == Places{"c 3:7", "f 4:6"});
  CHECK(commented("a: b #c\r\nd: e #f\r\n") == Places{"a 2:6", "d 3:6"});
  CHECK(commented("a: two\n  lines,\n\n  and #1\n") == Places{"a 5:7"});
  CHECK(commented("größe: ü #1\n") == Places{"größe 2:13"});
}

TEST_CASE("a comment in the place of a value is found") {
  CHECK(commented("color: #ff0000\n") == Places{"color 2:8"});
  CHECK(commented("none: ~ # nothing\n") == Places{"none 2:9"});
}

TEST_CASE("a sign that is text, or a comment that cuts nothing, is passed over") {
  CHECK(commented("a: C#1\n").empty());
  CHECK(commented("a: 'b #1' # quoted\nc: \"d\" # so\n").empty());
  CHECK(commented("a: | # folded\n  b #1\n").empty());
  CHECK(commented("# of the file\na: b\n# of a line\nc: d\n  # indented\n").empty());
  CHECK(commented("a: # of all\n  b: c # deeper\nd: [e] # a list\n").empty());
  CHECK(commented("{a: b} # a map in one line\n").empty());
  CHECK(commented("- a # a list\n").empty());
  CHECK(commented("text # alone\n").empty());
}
