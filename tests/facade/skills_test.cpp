// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <muster/host.h>

#include <filesystem>
#include <future>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "rcu/rcu.h"
#include "support/serving_host.h"

namespace muster {
namespace {

using test::ServingHost;

constexpr std::string_view kFrontMatter =
    "---\nname: tidy\ndescription: Tidies up.\nmetadata:\n  area: home\n---\n";

std::string with_body(const std::string& body) { return std::string(kFrontMatter) + body; }

TEST_SUITE_BEGIN("facade");

TEST_CASE("a skill is activated with its body, its place and the list of its files") {
  ServingHost serving;
  serving.root.write("skills/tidy/SKILL.md", with_body("# Tidy\n"));
  serving.root.write("skills/tidy/scripts/run.sh", "echo tidy\n");
  serving.host.start();
  const auto active = serving.host.activate("tidy");
  REQUIRE(active);
  CHECK(active->body == "# Tidy\n");
  CHECK(active->info.descriptor.metadata == SkillDescriptor::Fields{{"area", "home"}});
  CHECK(active->info.path == serving.root / "skills/tidy");
  CHECK(active->info.location == serving.root / "skills/tidy/SKILL.md");
  REQUIRE(active->info.files.size() == 2);
  CHECK(active->info.files[1] == SkillFile{"scripts/run.sh", 10, sha256("echo tidy\n").hex()});

  const auto script = serving.host.skill_file("tidy", "scripts/run.sh");
  REQUIRE(script);
  CHECK(script->bytes == "echo tidy\n");
  CHECK(script->file == active->info.files[1]);
  CHECK(serving.host.skill_file("tidy", "scripts/other.sh").error().code == "skill.no_such_file");
  CHECK(serving.host.skill_file("absent", "SKILL.md").error().code == "skill.not_found");
  CHECK(serving.host.activate("absent").error().code == "skill.not_found");
}

TEST_CASE("skills are found by pattern, by a part of what they say, and by tag") {
  ServingHost serving;
  serving.root.write("skills/tidy/SKILL.md", with_body(""));
  serving.root.write("skills/other/SKILL.md",
                     "---\nname: other\ndescription: Else.\ntags: [home, pdf]\n---\n");
  serving.host.start();
  const auto found = [&](const Filter& filter) {
    std::vector<std::string> names;
    const auto page = serving.host.skills(filter);
    REQUIRE(page);
    for (const auto& skill : page->items) names.push_back(skill.descriptor.name);
    return names;
  };
  using Names = std::vector<std::string>;
  CHECK(found({}) == Names{"other", "tidy"});
  CHECK(found({.match = "t.*"}) == Names{"tidy"});
  CHECK(found({.contains = "tidies"}) == Names{"tidy"});
  CHECK(found({.tags = {"home"}}) == Names{"other"});
  CHECK(found({.tags = {"area=home"}}) == Names{"tidy"});
}

TEST_CASE("a report on skills alone waits for no reader of the old table") {
  ServingHost serving;
  serving.host.start();
  serving.root.write("skills/tidy/SKILL.md", with_body("# Tidy\n"));
  const rcu::Section reader;
  const auto reload = [&] { return serving.host.reload(); };
  CHECK(std::async(std::launch::async, reload).get().outcome() == Outcome::published);
}

TEST_CASE("a change of any file of a skill is a change of the skill") {
  ServingHost serving;
  serving.root.write("skills/tidy/SKILL.md", with_body("# Tidy\n"));
  const std::string script = serving.root.write("skills/tidy/scripts/run.sh", "one");
  serving.host.start();
  CHECK(serving.host.reload().outcome() == Outcome::unchanged);

  serving.root.write("skills/tidy/scripts/run.sh", "two");
  CHECK(serving.host.skill_file("tidy", "scripts/run.sh").error().code == "skill.changed");
  CHECK(serving.host.reload().changed.skills == std::vector<std::string>{"tidy"});
  CHECK(serving.host.skill_file("tidy", "scripts/run.sh")->bytes == "two");

  serving.root.write("skills/tidy/notes.md", "new");
  CHECK(serving.host.reload().changed.skills == std::vector<std::string>{"tidy"});
  std::filesystem::remove(script);
  CHECK(serving.host.reload().changed.skills == std::vector<std::string>{"tidy"});
  CHECK(serving.host.skill("tidy")->files.size() == 2);
}

TEST_CASE("a skill whose new version is refused goes on serving the body of the old one") {
  ServingHost serving;
  serving.root.write("skills/tidy/SKILL.md", with_body("# Old\n"));
  serving.host.start();
  serving.root.write("skills/tidy/SKILL.md", "no front matter");
  const ReloadReport report = serving.host.reload();
  REQUIRE(report.files.size() == 1);
  CHECK(report.files[0].outcome == FileOutcome::kept);
  CHECK(serving.host.activate("tidy")->body == "# Old\n");
}

TEST_CASE("what cannot be served of a skill is told as a warning of its report") {
  ServingHost serving;
  serving.root.write("skills/tidy/SKILL.md", with_body(""));
  std::filesystem::create_symlink("/etc/passwd", serving.root / "skills/tidy/leak");
  const ReloadReport report = serving.host.start();
  REQUIRE(report.files.size() == 1);
  CHECK(report.files[0].outcome == FileOutcome::loaded);
  REQUIRE(report.files[0].warnings.size() == 1);
  CHECK(report.files[0].warnings[0].code == "file.link_outside");

  std::filesystem::remove(serving.root / "skills/tidy/leak");
  const ReloadReport mended = serving.host.reload();
  REQUIRE(mended.files.size() == 1);
  CHECK(mended.files[0].warnings.empty());
}

TEST_CASE("skills for a prompt have name, description and location, with signs escaped") {
  SkillInfo one;
  one.descriptor.name = "tidy";
  one.descriptor.description = "Use <this> & that";
  one.location = "/srv/skills/tidy/SKILL.md";
  SkillInfo two;
  two.descriptor.name = "own";
  two.descriptor.description = "Of a program.";
  CHECK(available_skills({one, two}) ==
        "<available_skills>\n"
        "  <skill>\n"
        "    <name>tidy</name>\n"
        "    <description>Use &lt;this&gt; &amp; that</description>\n"
        "    <location>/srv/skills/tidy/SKILL.md</location>\n"
        "  </skill>\n"
        "  <skill>\n"
        "    <name>own</name>\n"
        "    <description>Of a program.</description>\n"
        "  </skill>\n"
        "</available_skills>\n");
  CHECK(available_skills({}) == "<available_skills>\n</available_skills>\n");
}

TEST_CASE("what XML cannot hold stands in a prompt as the replacement character") {
  SkillInfo odd;
  odd.descriptor.name = "odd";
  odd.descriptor.description = std::string("a\0b\x1b[31m\tc\n\uffff\uffee", 17);
  const std::string prompt = available_skills({odd});
  CHECK(prompt.find("<description>a\ufffdb\ufffd[31m\tc\n\ufffd\uffee</description>") !=
        std::string::npos);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster
