// SPDX-License-Identifier: Apache-2.0
#include "catalog/build.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "catalog/codes.h"
#include "support/units.h"

namespace muster::catalog {
namespace {

using test::shared_plugin;
using test::shared_skill;

PluginCandidate good(plugin::PluginPtr unit) { return {.path = unit->path, .unit = unit}; }

Error broken(const std::string& path) {
  return {Kind::invalid, "elf.truncated", path, "the file ends too early", "copy it again", {}};
}

PluginCandidate bad(const std::string& path) { return {.path = path, .problems = {broken(path)}}; }

Catalog serving(std::vector<plugin::PluginPtr> plugins) { return {std::move(plugins), {}, {}}; }

std::vector<std::string> slugs(const Catalog& catalog) {
  std::vector<std::string> all;
  for (const auto& entry : catalog.agents()) all.push_back(entry.agent->descriptor.slug);
  return all;
}

FileOutcome outcome_of(const Built& built, std::string_view path) {
  const auto file = std::ranges::find(built.files, path, &FileReport::path);
  REQUIRE(file != built.files.end());
  return file->outcome;
}

TEST_SUITE_BEGIN("catalog");

TEST_CASE("good files make the next catalog") {
  const Built built =
      build({{good(shared_plugin("a.so", {"alpha"})), good(shared_plugin("b.so", {"beta"}))}, {}},
            Catalog{}, Policy::keep_all);
  REQUIRE(built.next);
  CHECK(slugs(*built.next) == std::vector<std::string>{"alpha", "beta"});
  CHECK(outcome_of(built, "a.so") == FileOutcome::loaded);
}

TEST_CASE("no files make an empty catalog") { CHECK(build({}, Catalog{}, Policy::keep_all).next); }

TEST_CASE("where no next catalog is made, no file was loaded or removed") {
  const auto gone = shared_plugin("b.so", {"beta"});
  const Built built = build({{good(shared_plugin("a.so", {"alpha"})), bad("c.so")}, {}},
                            serving({gone}), Policy::keep_all);
  REQUIRE_FALSE(built.next);
  CHECK(outcome_of(built, "a.so") == FileOutcome::held);
  CHECK(outcome_of(built, "b.so") == FileOutcome::held);
  CHECK(outcome_of(built, "c.so") == FileOutcome::rejected);
}

TEST_CASE("under keep-all one bad plugin means no next catalog") {
  const auto live = shared_plugin("b.so", {"beta"});
  const Built built = build({{good(shared_plugin("a.so", {"alpha"})), bad("b.so")}, {}},
                            serving({live}), Policy::keep_all);
  CHECK_FALSE(built.next);
  CHECK(outcome_of(built, "b.so") == FileOutcome::rejected);
}

TEST_CASE("under keep-file a bad plugin keeps its previous version and the others go on") {
  const auto live = shared_plugin("b.so", {"beta"});
  const Built built =
      build({{good(shared_plugin("a.so", {"alpha"})), bad("b.so"), bad("c.so")}, {}},
            serving({live}), Policy::keep_file);
  REQUIRE(built.next);
  CHECK(slugs(*built.next) == std::vector<std::string>{"alpha", "beta"});
  CHECK(outcome_of(built, "b.so") == FileOutcome::kept);
  CHECK(outcome_of(built, "c.so") == FileOutcome::rejected);
}

TEST_CASE("a duplicate slug rejects the whole catalog and names both files") {
  const Built built =
      build({{good(shared_plugin("a.so", {"echo"})), good(shared_plugin("b.so", {"echo"}))}, {}},
            Catalog{}, Policy::keep_all);
  CHECK_FALSE(built.next);
  REQUIRE(built.conflicts.size() == 1);
  CHECK(built.conflicts.front().error.message == "registered by a.so and by b.so");
  CHECK(built.conflicts.front().error.code == codes::duplicate_slug.code);
  CHECK(built.conflicts.front().files == std::vector<std::string>{"a.so", "b.so"});
}

TEST_CASE("two new files of one slug both stay out, whichever comes first") {
  const auto one = good(shared_plugin("a.so", {"echo", "alpha"}));
  const auto other = good(shared_plugin("b.so", {"echo", "beta"}));
  const Built built = build({{one, other}, {}}, Catalog{}, Policy::keep_file);
  const Built turned = build({{other, one}, {}}, Catalog{}, Policy::keep_file);
  REQUIRE(built.next);
  CHECK(slugs(*built.next).empty());
  CHECK(built.files == turned.files);
  CHECK(built.conflicts == turned.conflicts);
}

TEST_CASE("a new file that clashes with a live one stays out and alone is charged") {
  const auto live = shared_plugin("a.so", {"echo"});
  const Built built = build({{good(live), good(shared_plugin("b.so", {"echo"}))}, {}},
                            serving({live}), Policy::keep_file);
  REQUIRE(built.next);
  CHECK(slugs(*built.next) == std::vector<std::string>{"echo"});
  CHECK(outcome_of(built, "a.so") == FileOutcome::unchanged);
  CHECK(outcome_of(built, "b.so") == FileOutcome::rejected);
}

TEST_CASE("an agent may move from one file to another in one reload") {
  const auto a1 = shared_plugin("a.so", {"moving", "staying"});
  const auto b1 = shared_plugin("b.so", {"beta"});
  const Built built = build({{good(shared_plugin("a.so", {"staying"}, "2")),
                              good(shared_plugin("b.so", {"beta", "moving"}, "2"))},
                             {}},
                            serving({a1, b1}), Policy::keep_all);
  REQUIRE(built.next);
  CHECK(slugs(*built.next) == std::vector<std::string>{"beta", "moving", "staying"});
  CHECK(built.next->find("moving")->plugin->path == "b.so");
}

TEST_CASE("under keep-file no agent is lost when the file it left for is bad") {
  const auto a1 = shared_plugin("a.so", {"moving", "staying"});
  const auto b1 = shared_plugin("b.so", {"beta"});
  const Built built = build({{good(shared_plugin("a.so", {"staying"}, "2")), bad("b.so")}, {}},
                            serving({a1, b1}), Policy::keep_file);
  REQUIRE(built.next);
  CHECK(slugs(*built.next) == std::vector<std::string>{"beta", "moving", "staying"});
  CHECK(outcome_of(built, "a.so") == FileOutcome::kept);
  const FileReport& kept = built.files.front();
  REQUIRE(kept.problems.size() == 1);
  CHECK(kept.problems.front().code == codes::agent_lost.code);
  CHECK(kept.problems.front().message.find("b.so") != std::string::npos);
}

TEST_CASE("under keep-file no agent is lost when the file it left is bad") {
  const auto a1 = shared_plugin("a.so", {"moving"});
  const auto b1 = shared_plugin("b.so", {"beta"});
  const Built built =
      build({{bad("a.so"), good(shared_plugin("b.so", {"beta", "moving"}, "2"))}, {}},
            serving({a1, b1}), Policy::keep_file);
  REQUIRE(built.next);
  CHECK(slugs(*built.next) == std::vector<std::string>{"beta", "moving"});
  CHECK(built.next->find("moving")->plugin == a1.get());
  CHECK(outcome_of(built, "b.so") == FileOutcome::kept);
}

TEST_CASE("under keep-file no agent is lost when the file it left became a helper library") {
  const auto a1 = shared_plugin("a.so", {"moving"});
  const auto b1 = shared_plugin("b.so", {"beta"});
  const Built built = build({{{.path = "a.so", .is_ignored = true}, bad("b.so")}, {}},
                            serving({a1, b1}), Policy::keep_file);
  REQUIRE(built.next);
  CHECK(slugs(*built.next) == std::vector<std::string>{"beta", "moving"});
}

TEST_CASE("a removed file takes its agents along even while another is bad") {
  const auto a1 = shared_plugin("a.so", {"alpha"});
  const auto b1 = shared_plugin("b.so", {"beta"});
  const Built built = build({{bad("b.so")}, {}}, serving({a1, b1}), Policy::keep_file);
  REQUIRE(built.next);
  CHECK(slugs(*built.next) == std::vector<std::string>{"beta"});
  CHECK(outcome_of(built, "a.so") == FileOutcome::removed);
}

TEST_CASE("a chain of clashes falls back as far as it must") {
  // c.so may not take "beta" while b.so, which clashes with a.so, goes back to registering it.
  const auto a1 = shared_plugin("a.so", {"alpha"});
  const auto b1 = shared_plugin("b.so", {"beta"});
  const auto c1 = shared_plugin("c.so", {"gamma"});
  const Built built = build({{good(a1), good(shared_plugin("b.so", {"alpha"}, "2")),
                              good(shared_plugin("c.so", {"beta", "gamma"}, "2"))},
                             {}},
                            serving({a1, b1, c1}), Policy::keep_file);
  REQUIRE(built.next);
  CHECK(*built.next == serving({a1, b1, c1}));
  CHECK(built.conflicts.size() == 2);
}

TEST_CASE("a helper library is ignored and stops nobody") {
  const Built built =
      build({{{.path = "helper.so", .is_ignored = true}}, {}}, Catalog{}, Policy::keep_all);
  REQUIRE(built.next);
  CHECK(outcome_of(built, "helper.so") == FileOutcome::ignored);
}

SkillCandidate good(skill::SkillPtr unit) { return {.path = unit->path, .unit = unit}; }

TEST_CASE("a bad skill stops nobody and keeps its previous version") {
  const auto live = shared_skill("s/one", "one");
  const Built built = build({{good(shared_plugin("a.so", {"alpha"}))},
                             {{.path = "s/one", .problems = {broken("s/one/SKILL.md")}},
                              {.path = "s/two", .problems = {broken("s/two/SKILL.md")}}}},
                            Catalog({}, {live}, {}), Policy::keep_all);
  REQUIRE(built.next);
  CHECK(built.next->find_skill("one") == live);
  CHECK(outcome_of(built, "s/one") == FileOutcome::kept);
  CHECK(outcome_of(built, "s/two") == FileOutcome::rejected);
  CHECK(slugs(*built.next) == std::vector<std::string>{"alpha"});
}

TEST_CASE("skills below a folder that cannot be read any more go on serving") {
  const auto below = shared_skill("s/group/one", "one");
  const auto beside = shared_skill("s/group-two", "two");
  const Built built = build({{}, {{.path = "s/group", .problems = {broken("s/group")}}}},
                            Catalog({}, {below, beside}, {}), Policy::keep_all);
  REQUIRE(built.next);
  CHECK(built.next->find_skill("one") == below);
  CHECK(built.next->find_skill("two") == nullptr);
  CHECK(outcome_of(built, "s/group") == FileOutcome::kept);
  CHECK(outcome_of(built, "s/group-two") == FileOutcome::removed);
}

TEST_CASE("a root that is itself a bad skill hides its skills, also with a slash at its end") {
  const auto below = shared_skill("s/one", "one");
  const Built built = build({{}, {{.path = "s/", .problems = {broken("s/SKILL.md")}}}},
                            Catalog({}, {below}, {}), Policy::keep_all);
  REQUIRE(built.next);
  CHECK(built.next->find_skill("one") == below);
}

TEST_CASE("of two skills of one name the first serves and the other is shadowed") {
  const auto first = shared_skill("z/same", "same");
  const auto second = shared_skill("a/same", "same");
  const Built built = build({{}, {good(first), good(second)}}, Catalog{}, Policy::keep_all);
  REQUIRE(built.next);
  CHECK(built.next->find_skill("same") == first);
  CHECK(outcome_of(built, "a/same") == FileOutcome::shadowed);
}

TEST_CASE("a shadowed skill's report says from where its name is served") {
  const auto first = shared_skill("z/same", "same");
  const auto second = shared_skill("a/same", "same");
  const Built built = build({{}, {good(first), good(second)}}, Catalog{}, Policy::keep_all);
  REQUIRE(built.files.at(0).path == "a/same");
  REQUIRE(built.files[0].warnings.size() == 1);
  CHECK(to_string(built.files[0].warnings[0]) ==
        "a/same: the name \"same\" is served from z/same (catalog.shadowed); rename one of the "
        "two, or remove it");
  // Each time anew: the skill itself is what it was.
  CHECK(build({{}, {good(first), good(second)}}, *built.next, Policy::keep_all)
            .files.at(0)
            .warnings.size() == 1);
}

TEST_CASE("shadowed skills are sorted by name, and those of one name by precedence") {
  std::vector<skill::SkillPtr> units;
  for (const char* path : {"1/y", "1/x", "3/y", "3/x", "2/y", "2/x"}) {
    units.push_back(shared_skill(path, path + 2));
  }
  Candidates candidates;
  for (const auto& unit : units) candidates.skills.push_back(good(unit));
  const Built built = build(candidates, Catalog{}, Policy::keep_all);
  REQUIRE(built.next);
  const auto shadowed = built.next->shadowed();
  CHECK(std::vector(shadowed.begin(), shadowed.end()) ==
        std::vector{units[3], units[5], units[2], units[4]});
}

TEST_CASE("of skills that change places none is reported as removed") {
  const auto one = shared_skill("a/same", "same");
  const auto other = shared_skill("b/same", "same");
  const Catalog before({}, {one}, {other});
  const Built swapped = build({{}, {good(other), good(one)}}, before, Policy::keep_all);
  REQUIRE(swapped.next);
  CHECK(swapped.next->find_skill("same") == other);
  CHECK(swapped.unchanged_skills == 1);  // not read again, wherever it stands
  REQUIRE(swapped.files.size() == 1);
  CHECK(outcome_of(swapped, "a/same") == FileOutcome::shadowed);

  const Built gone = build({{}, {good(other)}}, before, Policy::keep_all);
  REQUIRE(gone.files.size() == 1);
  CHECK(outcome_of(gone, "a/same") == FileOutcome::removed);
}

TEST_CASE("a skill that is kept and shadowed is reported as kept") {
  const auto one = shared_skill("a/same", "same");
  const auto other = shared_skill("b/same", "same");
  const Built built = build({{}, {good(one), {.path = "b/same", .problems = {broken("b/same")}}}},
                            Catalog({}, {one}, {other}), Policy::keep_all);
  CHECK(built.next == Catalog({}, {one}, {other}));
  CHECK(built.unchanged_skills == 1);
  REQUIRE(built.files.size() == 1);
  CHECK(outcome_of(built, "b/same") == FileOutcome::kept);
}

TEST_CASE("an agent and a skill of one name are both served") {
  const Built built =
      build({{good(shared_plugin("a.so", {"same"}))}, {good(shared_skill("s/same", "same"))}},
            Catalog{}, Policy::keep_all);
  REQUIRE(built.next);
  CHECK(built.next->find("same") != nullptr);
  CHECK(built.next->find_skill("same") != nullptr);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::catalog
