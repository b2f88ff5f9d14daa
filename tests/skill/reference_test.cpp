// SPDX-License-Identifier: Apache-2.0
// What the Agent Skills reference validator (skills-ref) refuses and takes, case by case, of skills
// that lie in folders. Strict mode does the same.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "skill/skill.h"
#include "support/temp_dir.h"

namespace muster::skill {
namespace {

using test::TempDir;

struct Case {
  std::string folder;
  std::string front_matter;
};

std::string named(const std::string& name, const std::string& more = {}) {
  return "name: " + name + "\ndescription: A test skill\n" + more;
}

Loaded load_strictly(const TempDir& dir, const Case& given) {
  dir.write(given.folder + "/SKILL.md", "---\n" + given.front_matter + "---\nBody\n");
  return load(dir / given.folder, Mode::strict);
}

// Whether it is refused, and for this among others.
bool is_refused_for(const Case& given, std::string_view code) {
  const TempDir dir;
  const Loaded loaded = load_strictly(dir, given);
  return !loaded.skill &&
         std::ranges::find(loaded.errors, code, &Error::code) != loaded.errors.end();
}

bool is_taken(const Case& given) {
  const TempDir dir;
  const Loaded loaded = load_strictly(dir, given);
  for (const Error& error : loaded.errors) MESSAGE(to_string(error));
  return loaded.skill != nullptr && loaded.errors.empty() && loaded.warnings.empty();
}

TEST_CASE("as by the reference validator: a plain skill, and one with every field, are taken") {
  CHECK(is_taken({"my-skill", named("my-skill")}));
  CHECK(is_taken({"my-skill", named("my-skill",
                                    "license: MIT\ncompatibility: Requires Python 3.11+\n"
                                    "allowed-tools: Bash(jq:*) Bash(git:*)\n"
                                    "metadata:\n  author: Test\n  version: 1.0\n")}));
}

TEST_CASE("as by the reference validator: names that break a rule are refused for it") {
  CHECK(is_refused_for({"MySkill", named("MySkill")}, "skill.name_characters"));
  CHECK(is_refused_for({"-my-skill", named("-my-skill")}, "skill.name_characters"));
  CHECK(is_refused_for({"my-skill-", named("my-skill-")}, "skill.name_characters"));
  CHECK(is_refused_for({"my--skill", named("my--skill")}, "skill.name_characters"));
  CHECK(is_refused_for({"my_skill", named("my_skill")}, "skill.name_characters"));
  CHECK(is_refused_for({"НАВЫК", named("НАВЫК")}, "skill.name_characters"));
  CHECK(is_refused_for({"wrong-name", named("correct-name")}, "skill.name_folder"));
  const std::string long_name(70, 'a');
  CHECK(is_refused_for({long_name, named(long_name)}, "skill.too_long"));
}

TEST_CASE("as by the reference validator: names of other scripts are taken, however composed") {
  for (const std::string name : {"技能", "мой-навык", "навык"})
    CHECK(is_taken({name, named(name)}));
  const std::string composed = "caf\u00e9";
  const std::string decomposed = "cafe\u0301";
  CHECK(is_taken({composed, named(decomposed)}));
  CHECK(is_taken({decomposed, named(composed)}));
}

TEST_CASE("as by the reference validator: blanks around a name in quotes are none of it") {
  CHECK(is_taken({"my-skill", named("' my-skill '")}));
}

TEST_CASE("as by the reference validator: fields that are missing, empty, long or unknown") {
  CHECK(is_refused_for({"a", "description: d\n"}, "skill.missing_field"));
  CHECK(is_refused_for({"a", "name: a\n"}, "skill.missing_field"));
  CHECK(is_refused_for({"a", "name: ''\ndescription: d\n"}, "skill.empty_field"));
  CHECK(is_refused_for({"a", "name: a\ndescription: ' '\n"}, "skill.empty_field"));
  CHECK(is_refused_for({"a", "name: a\ndescription: " + std::string(1100, 'x') + "\n"},
                       "skill.too_long"));
  CHECK(is_refused_for({"a", named("a", "compatibility: " + std::string(550, 'x') + "\n")},
                       "skill.too_long"));
  CHECK(is_refused_for({"a", named("a", "unknown_field: x\n")}, "skill.unknown_field"));
  CHECK(is_refused_for({"a", named("a", "compatibility: [x]\n")}, "skill.field_type"));
}

TEST_CASE("as by the reference validator: front matter that is none, not closed, or no map") {
  const TempDir dir;
  const auto code_of = [&dir](const std::string& text) {
    dir.write("a/SKILL.md", text);
    const Loaded loaded = load(dir / "a", Mode::strict);
    return loaded.errors.size() == 1 ? std::string(loaded.errors[0].code) : "not one error";
  };
  CHECK(code_of("# No front matter\n") == "skill.no_front_matter");
  CHECK(code_of("---\nname: a\ndescription: d\n") == "skill.unclosed_front_matter");
  CHECK(code_of("---\n- name\n- description\n---\n") == "skill.not_a_map");
  CHECK(code_of("---\nname: [a\ndescription: d\n---\n") == "yaml.syntax");
}

TEST_CASE("as by the reference validator: values of metadata are texts, without YAML's types") {
  const TempDir dir;
  const Loaded loaded = load_strictly(
      dir, {"a", named("a", "metadata:\n  version: 1.0\n  draft: true\n  count: 010\n  no: ~\n")});
  REQUIRE(loaded.skill);
  CHECK(loaded.skill->descriptor.metadata ==
        SkillDescriptor::Fields{
            {"version", "1.0"}, {"draft", "true"}, {"count", "010"}, {"no", "~"}});
}

TEST_CASE("as by the reference validator: SKILL.md comes before skill.md, and one must be there") {
  const TempDir dir;
  dir.write("a/skill.md", "---\n" + named("a") + "---\nsmall\n");
  CHECK(load(dir / "a", Mode::strict).skill->skill_file == "skill.md");
  dir.write("a/SKILL.md", "---\n" + named("a") + "---\nbig\n");
  CHECK(load(dir / "a", Mode::strict).skill->body == "big\n");
  dir.make_folder("b");
  CHECK(load(dir / "b", Mode::strict).errors.at(0).code == "skill.no_file");
  CHECK(load(dir / "none", Mode::strict).errors.at(0).code == "file.missing");
  CHECK(load(dir.write("file", "x"), Mode::strict).errors.size() == 1);
}

}  // namespace
}  // namespace muster::skill
