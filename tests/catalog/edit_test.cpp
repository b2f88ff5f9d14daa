// SPDX-License-Identifier: Apache-2.0
#include "catalog/edit.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "catalog/build.h"
#include "support/units.h"

namespace muster::catalog {
namespace {

using test::shared_plugin;
using test::shared_skill;

const std::string kFrom(kProgram);

/// Of the program: an agent, a skill.
plugin::PluginPtr agent(const char* slug) { return shared_plugin(kFrom, {slug}); }
skill::SkillPtr skill_called(const char* name) { return shared_skill(kFrom, name); }

std::vector<std::string> slugs(const Catalog& catalog) {
  std::vector<std::string> all;
  for (const auto& entry : catalog.agents()) all.push_back(entry.agent->descriptor.slug);
  return all;
}

std::vector<std::string> skill_paths(const Catalog& catalog) {
  std::vector<std::string> all;
  for (const auto& unit : catalog.skills()) all.push_back(unit->path);
  return all;
}

Catalog taken(const Catalog& current, const std::vector<Step>& steps) {
  auto next = edited(current, steps);
  REQUIRE(next);
  return *std::move(next);
}

Error refused(const Catalog& current, const std::vector<Step>& steps) {
  auto next = edited(current, steps);
  REQUIRE_FALSE(next);
  return next.error();
}

TEST_SUITE_BEGIN("catalog");

TEST_CASE("what the program adds serves beside the files, in one order") {
  const Catalog files({shared_plugin("a.so", {"beta"})}, {shared_skill("skills/m", "m")}, {});
  const Catalog next = taken(files, {AddAgent{agent("gamma")}, AddAgent{agent("alpha")},
                                     AddSkill{skill_called("z")}, AddSkill{skill_called("b")}});
  CHECK(slugs(next) == std::vector<std::string>{"alpha", "beta", "gamma"});
  CHECK(skill_paths(next) == std::vector<std::string>{kFrom, "skills/m", kFrom});
  CHECK(next.find("alpha")->plugin->path == kProgram);
  CHECK(next.find_skill("z") != nullptr);
  CHECK(next.plugins().size() == 1);
  CHECK(next.memory().has_agent("gamma"));
  CHECK_FALSE(next.memory().has_agent("beta"));
}

TEST_CASE("the steps of an edit count one after the other") {
  const Catalog one = taken(Catalog{}, {AddAgent{agent("one")}});
  const auto other = agent("one");
  const Catalog replaced = taken(one, {RemoveAgent{"one"}, AddAgent{other}});
  CHECK(replaced.memory().agents == std::vector<plugin::PluginPtr>{other});
  CHECK(refused(one, {AddAgent{other}, RemoveAgent{"one"}}).code == "catalog.name_taken");
  CHECK(taken(one, {RemoveAgent{"one"}}) == Catalog{});
}

TEST_CASE("an edit names who has the name that it would take") {
  const Catalog current =
      taken(Catalog({shared_plugin("a.so", {"echo"})}, {shared_skill("skills/tidy", "tidy")}, {}),
            {AddAgent{agent("own")}, AddSkill{skill_called("own")}});
  CHECK(refused(current, {AddAgent{agent("echo")}}).message == "registered by a.so");
  CHECK(refused(current, {AddAgent{agent("own")}}).message == "registered by the program");
  CHECK(refused(current, {AddSkill{skill_called("tidy")}}).message == "served from skills/tidy");
  CHECK(refused(current, {AddSkill{skill_called("own")}}).message == "added by the program");
}

TEST_CASE("an edit removes nothing but what the program added") {
  const Catalog current({shared_plugin("a.so", {"echo"})}, {shared_skill("skills/tidy", "tidy")},
                        {});
  CHECK(refused(current, {RemoveAgent{"echo"}}).message == "registered by a.so");
  CHECK(refused(current, {RemoveAgent{"nobody"}}).code == "catalog.not_added");
  CHECK(refused(current, {RemoveSkill{"tidy"}}).message == "served from skills/tidy");
  CHECK(refused(current, {RemoveSkill{"nothing"}}).subject == "nothing");
}

TEST_CASE("a folder's skill that the program's shadows serves again when that is removed") {
  const auto first = shared_skill("one/tidy", "tidy");
  const auto second = shared_skill("two/tidy", "tidy");
  const Catalog own = taken(Catalog{}, {AddSkill{skill_called("tidy")}});
  const Built built =
      build({{}, {{.path = "one/tidy", .unit = first}, {.path = "two/tidy", .unit = second}}}, own,
            Policy::keep_all);
  REQUIRE(built.next);
  CHECK(skill_paths(*built.next) == std::vector<std::string>{kFrom});
  CHECK(built.files[0].outcome == FileOutcome::shadowed);

  const Catalog next = taken(*built.next, {RemoveSkill{"tidy"}});
  CHECK(skill_paths(next) == std::vector<std::string>{"one/tidy"});
  CHECK(std::vector(next.shadowed().begin(), next.shadowed().end()) ==
        std::vector<skill::SkillPtr>{second});
}

TEST_CASE("a build takes over what the program has added, and refuses files that clash with it") {
  const Catalog own = taken(Catalog{}, {AddAgent{agent("echo")}});
  const auto echo = shared_plugin("a.so", {"echo"});
  const auto other = shared_plugin("b.so", {"other"});
  const Candidates candidates{{{.path = "a.so", .unit = echo}, {.path = "b.so", .unit = other}},
                              {}};
  const Built all = build(candidates, own, Policy::keep_all);
  CHECK_FALSE(all.next);
  REQUIRE(all.conflicts.size() == 1);
  CHECK(all.conflicts[0].files == std::vector<std::string>{"a.so"});
  CHECK(all.conflicts[0].error.message == "registered by a.so and by the program");

  const Built file = build(candidates, own, Policy::keep_file);
  REQUIRE(file.next);
  CHECK(slugs(*file.next) == std::vector<std::string>{"echo", "other"});
  CHECK(file.next->find("echo")->plugin->path == kProgram);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::catalog
