// SPDX-License-Identifier: Apache-2.0
#include "cli/new_skill.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

#include "skill/skill.h"
#include "support/temp_dir.h"

namespace muster::cli {
namespace {

struct Made {
  Result<ExitStatus> status = ExitStatus::done;
  std::string text;
};

Made make(const test::TempDir& parent, const std::string& name, bool json = false) {
  std::ostringstream out;
  Output output{out, out, json};
  auto status = run_new_skill({name}, parent.path(), output);
  return {std::move(status), out.str()};
}

TEST_CASE("a new skill passes strict validation under its name, in any script") {
  const test::TempDir parent;
  for (const char* const name : {"tidy-notes", "a", "2", "yes", "\xe6\x8a\x80\xe8\x83\xbd"}) {
    CAPTURE(name);
    REQUIRE(make(parent, name).status);
    const auto loaded = skill::load(parent / name, skill::Mode::strict);
    for (const Error& error : loaded.errors) FAIL_CHECK(to_string(error));
    REQUIRE(loaded.skill);
    CHECK(loaded.skill->descriptor.name == name);
    CHECK(loaded.skill->body->find('@') == std::string::npos);
  }
}

TEST_CASE("a new skill is told of with what to do next, or as JSON") {
  const test::TempDir parent;
  CHECK(make(parent, "one").text.find("muster skills pack one\n") != std::string::npos);
  const auto value = json::parse(make(parent, "two", true).text, "output");
  REQUIRE(value);
  CHECK(*value == json::Value(json::Object{{"skill", "two"}, {"files", {"two/SKILL.md"}}}));
}

TEST_CASE("a name that no skill can have is refused before anything is written") {
  const test::TempDir parent;
  for (const std::string name : {"", "Bad", "-x", "a--b", "a_b", "a/b", "..", "a b", "a: b", "a #b",
                                 "\"a\"", "a\nb", "\xff", "a\nversion: 1"}) {
    CAPTURE(name);
    const Made made = make(parent, name);
    REQUIRE_FALSE(made.status);
    CHECK(made.status.error().code == "new.bad_name");
  }
  CHECK(make(parent, std::string(65, 'a')).status.error().code == "new.bad_name");
  CHECK(std::filesystem::is_empty(parent.path()));
}

TEST_CASE("a skill that is there already stays as it is") {
  const test::TempDir parent;
  parent.write("tidy/mine", "kept");
  const Made made = make(parent, "tidy");
  REQUIRE_FALSE(made.status);
  CHECK(made.status.error().code == "new.exists");
  CHECK_FALSE(std::filesystem::exists(parent / "tidy/SKILL.md"));
}

}  // namespace
}  // namespace muster::cli
