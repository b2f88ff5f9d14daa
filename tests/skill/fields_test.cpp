// SPDX-License-Identifier: Apache-2.0
#include "skill/fields.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace muster;

namespace {

yaml::Node value(std::string_view text) {
  auto node = yaml::read(text, "f");
  REQUIRE(node);
  return *std::move(node);
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("words stand apart by blanks or commas, but for those in parentheses") {
  CHECK(skill::words_of(value("Read Write")) == Strings{"Read", "Write"});
  CHECK(skill::words_of(value("Read, Write,Edit")) == Strings{"Read", "Write", "Edit"});
  CHECK(skill::words_of(value("Bash(git add:*) Read")) == Strings{"Bash(git add:*)", "Read"});
  CHECK(skill::words_of(value("Bash(a, (b) c)")) == Strings{"Bash(a, (b) c)"});
  CHECK(skill::words_of(value("a) b")) == Strings{"a)", "b"});
  CHECK(skill::words_of(value("")).empty());
}

TEST_CASE("words of a list are its items") {
  CHECK(skill::words_of(value("[Read, 'Bash(git add:*)', [a]]")) ==
        Strings{"Read", "Bash(git add:*)", R"(["a"])"});
}

TEST_CASE("entries keep their order and what their author wrote") {
  using Fields = std::vector<std::pair<std::string, std::string>>;
  CHECK(skill::entries_of(value("z: 010\na: yes\nm: {x: [1.0]}\n")) ==
        Fields{{"z", "010"}, {"a", "yes"}, {"m", R"({"x":["1.0"]})"}});
  CHECK(skill::entries_of(value("text")).empty());
}
