// SPDX-License-Identifier: Apache-2.0
#include "skill/memory_skill.h"

#include <doctest/doctest.h>

#include <string>

#include "skill/read.h"

namespace muster::skill {
namespace {

const std::string kText = "---\nname: tidy\ndescription: Tidies up.\n---\n# Tidy\n";

TEST_CASE("a skill of the program has its text as its only file") {
  const auto made = memory_skill(kText, "main.cpp");
  REQUIRE(made);
  const LoadedSkill& skill = **made;
  CHECK(skill.descriptor.name == "tidy");
  CHECK(skill.path == kProgram);
  CHECK(skill.location.empty());
  CHECK(skill.warnings.empty());
  CHECK(read_body(skill) == "# Tidy\n");
  CHECK(read_resource(skill, "SKILL.md") == kText);
  CHECK(read_resource(skill, "other.md").error().code == "skill.no_such_file");
  REQUIRE(skill.files.size() == 1);
  CHECK(skill.files[0].hash == sha256(kText));
  CHECK(skill.hash != memory_skill(kText + "More.\n", "")->get()->hash);
}

TEST_CASE("what is wrong with a skill of the program is placed in the name that it gives") {
  const auto refused = memory_skill("---\nname: tidy\ndescription: [a]\n---\n", "main.cpp");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "skill.field_type");
  CHECK(refused.error().subject == "main.cpp:3:14");
  CHECK(memory_skill("# Tidy\n", "main.cpp").error().subject == "main.cpp:1:1");
  CHECK(memory_skill(kText + std::string(1 << 20, 'x'), "main.cpp").error().code ==
        "file.too_large");
}

}  // namespace
}  // namespace muster::skill
