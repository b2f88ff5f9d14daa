// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <muster/skills.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/temp_dir.h"

namespace muster {
namespace {

using test::TempDir;
using Strings = std::vector<std::string>;

void write_skill(const TempDir& dir, const std::string& folder, const std::string& name,
                 const std::string& more = {}) {
  dir.write(folder + "/SKILL.md",
            "---\nname: " + name + "\ndescription: About " + name + ".\n" + more + "---\nBody.\n");
}

Strings names_of(const Result<Page<SkillInfo>>& page) {
  REQUIRE(page);
  Strings names;
  for (const SkillInfo& skill : page->items) names.push_back(skill.descriptor.name);
  return names;
}

TEST_SUITE_BEGIN("facade");

TEST_CASE("a set of skills is found by name, pattern, part and tag, without a host") {
  const TempDir dir;
  write_skill(dir, "one/pdf", "pdf", "metadata:\n  area: documents\n");
  write_skill(dir, "two/pdf-forms", "pdf-forms", "tags: [forms]\n");
  dir.write("one/pdf/scripts/run.sh", "echo pdf\n");
  const SkillSet skills = load_skills({dir / "one", dir / "two"});
  CHECK(skills.all().size() == 2);
  CHECK(names_of(skills.matching({.match = "pdf"})) == Strings{"pdf"});
  CHECK(names_of(skills.matching({.contains = "ABOUT PDF-"})) == Strings{"pdf-forms"});
  CHECK(names_of(skills.matching({.tags = {"forms"}})) == Strings{"pdf-forms"});
  CHECK(names_of(skills.matching({.tags = {"area=documents"}})) == Strings{"pdf"});
  CHECK(skills.matching({.match = "("}).error().code == "host.bad_pattern");

  CHECK(skills.find("pdf")->path == dir / "one/pdf");
  CHECK(skills.find("absent").error().code == "skill.not_found");
  CHECK(skills.activate("pdf")->body == "Body.\n");
  CHECK(skills.file("pdf", "scripts/run.sh")->bytes == "echo pdf\n");
  CHECK(skills.file("pdf", "../pdf/SKILL.md").error().code == "skill.bad_path");
}

TEST_CASE("a skill is found by its name however that is composed") {
  const TempDir dir;
  write_skill(dir, "cafe", "cafe\u0301");
  const SkillSet skills = load_skills({dir.path()});
  CHECK(skills.find("caf\u00e9"));
  CHECK(skills.activate("cafe\u0301"));
  CHECK(skills.find("cafe").error().code == "skill.not_found");
}

TEST_CASE("a set of skills says what came of each folder, and of roots and links") {
  const TempDir dir;
  write_skill(dir, "root/a", "same");
  write_skill(dir, "root/b", "same");
  dir.write("root/c/SKILL.md", "no front matter");
  std::filesystem::create_symlink("..", dir / "root/up");
  const SkillSet skills = load_skills({dir / "root", dir / "absent"});
  REQUIRE(skills.reports().size() == 3);
  CHECK(skills.reports()[0].outcome == FileOutcome::loaded);
  REQUIRE(skills.reports()[0].warnings.size() == 1);  // the folder has another name
  CHECK(skills.reports()[1].outcome == FileOutcome::shadowed);
  CHECK(skills.reports()[2].outcome == FileOutcome::rejected);
  CHECK(skills.reports()[2].problems.at(0).subject == dir / "root/c/SKILL.md:1:1");
  REQUIRE(skills.errors().size() == 1);
  CHECK(skills.errors()[0].subject == dir / "absent");
  REQUIRE(skills.warnings().size() == 1);
  CHECK(skills.warnings()[0].subject == dir / "root/up");
}

TEST_CASE("a set of skills is of the moment at which it was loaded") {
  const TempDir dir;
  write_skill(dir, "pdf", "pdf");
  const SkillSet before = load_skills({dir.path()});
  const SkillSet copy = before;
  write_skill(dir, "pdf", "pdf", "license: MIT\n");
  write_skill(dir, "new", "new");
  CHECK(copy.all().size() == 1);
  CHECK(copy.find("pdf")->descriptor.license.empty());
  CHECK(copy.file("pdf", "SKILL.md").error().code == "skill.changed");
  CHECK(load_skills({dir.path()}).find("pdf")->descriptor.license == "MIT");
  CHECK(SkillSet().all().empty());
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster
