// SPDX-License-Identifier: Apache-2.0
#include "catalog/skill_tree.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "support/temp_dir.h"

namespace muster::catalog {
namespace {

using test::TempDir;
using Strings = std::vector<std::string>;

/// Paths below `dir`.
Strings found_in(const SkillTree& tree, const TempDir& dir) {
  Strings paths;
  for (const auto& skill : tree.skills) paths.push_back(skill->path.substr(dir.path().size() + 1));
  return paths;
}

Strings told_in(const SkillTree& tree, const TempDir& dir) {
  Strings told;
  for (const Error& warning : tree.warnings) {
    told.push_back(warning.subject.substr(dir.path().size() + 1) + ' ' + std::string(warning.code));
  }
  return told;
}

void link(const TempDir& dir, const std::string& target, const std::string& name) {
  std::filesystem::create_symlink(target, dir / name);
}

/// What is still the same folder as in an earlier walk was not listed again.
std::size_t shared(const SkillTree& one, const SkillTree& other) {
  std::size_t count = 0;
  for (const auto& [root, folders] : one.seen) {
    for (const SeenFolderPtr& folder : folders) {
      const auto& others = other.seen.at(root);
      if (std::ranges::find(others, folder) != others.end()) ++count;
    }
  }
  return count;
}

/// Walks until stamps prove that nothing changes while it is looked at.
SkillTree settled(const std::string& root) {
  SkillTree tree = find_skills({root});
  for (;;) {
    SkillTree next = find_skills({root}, tree.seen);
    if (shared(tree, next) == tree.seen.at(root).size()) return next;
    tree = std::move(next);
    std::this_thread::yield();
  }
}

TEST_SUITE_BEGIN("catalog");

TEST_CASE("a link to a folder of skills below the root is followed") {
  const TempDir dir;
  dir.write("root/.store/pdf/SKILL.md", "x");
  link(dir, ".store/pdf", "root/pdf");
  link(dir, "../.store", "root/.store/up");
  const SkillTree tree = find_skills({dir / "root"});
  CHECK(found_in(tree, dir) == Strings{"root/pdf"});
  CHECK(tree.warnings.empty());
}

TEST_CASE("a link that leads out of the root is told and not followed") {
  const TempDir dir;
  dir.write("outside/one/SKILL.md", "x");
  dir.write("root/two/SKILL.md", "x");
  dir.write("outside/README.md", "x");
  link(dir, "../outside", "root/up");
  link(dir, dir / "outside/one", "root/whole");
  link(dir, "../outside/README.md", "root/README.md");
  link(dir, "nowhere", "root/broken");
  const SkillTree tree = find_skills({dir / "root"});
  CHECK(found_in(tree, dir) == Strings{"root/two"});
  CHECK(told_in(tree, dir) == Strings{"root/broken file.link_broken", "root/up file.link_outside",
                                      "root/whole file.link_outside"});
  CHECK(tree.problems.empty());
}

TEST_CASE(
    "a file that is a SKILL.md but for case is told, also by a walk that finds it unchanged") {
  const TempDir dir;
  dir.write("one/SKILL.MD", "x");
  dir.write("one/below/SKILL.md", "x");
  dir.write("two/SKILL.md", "x");
  dir.make_folder("three/Skill.md");
  const SkillTree first = settled(dir.path());
  CHECK(found_in(first, dir) == Strings{"one/below", "two"});
  CHECK(told_in(first, dir) == Strings{"one/SKILL.MD catalog.misnamed_skill"});
  const SkillTree again = find_skills({dir.path()}, first.seen);
  CHECK(again.anew.empty());
  CHECK(told_in(again, dir) == told_in(first, dir));
}

TEST_CASE("links in a circle end, each told once") {
  const TempDir dir;
  dir.write("root/group/one/SKILL.md", "x");
  link(dir, ".", "root/here");
  link(dir, "..", "root/group/up");
  link(dir, "one", "root/group/again");
  link(dir, "b", "root/a");
  link(dir, "a", "root/b");
  const SkillTree tree = find_skills({dir / "root"});
  CHECK(found_in(tree, dir) == Strings{"root/group/one"});
  CHECK(told_in(tree, dir) == Strings{"root/a file.link_broken", "root/b file.link_broken",
                                      "root/group/again catalog.folder_again",
                                      "root/group/up catalog.folder_again",
                                      "root/here catalog.folder_again"});
}

TEST_CASE("a folder is found where it lies, also by a root that a link comes to first") {
  const TempDir dir;
  dir.write("root/z/deep/er/one/SKILL.md", "x");
  dir.make_folder("root/a/b");
  link(dir, "../../z", "root/a/b/link");
  const SkillTree tree = find_skills({dir / "root"});
  CHECK(found_in(tree, dir) == Strings{"root/z/deep/er/one"});
  CHECK(told_in(tree, dir) == Strings{"root/a/b/link catalog.folder_again"});
}

TEST_CASE("a skill below two roots is found once, by the first of them") {
  const TempDir dir;
  dir.write("top/one/SKILL.md", "x");
  dir.write("top/inner/two/SKILL.md", "x");
  const Strings roots{dir / "top/inner", dir / "top", dir / "top/inner/two", dir / "top/."};
  const SkillTree tree = find_skills(roots);
  CHECK(found_in(tree, dir) == Strings{"top/inner/two", "top/one"});
  CHECK(tree.warnings.empty());
}

TEST_CASE("a root with too many folders or skills is told, and the others are served") {
  const TempDir dir;
  for (const char* name : {"few/one", "few/two", "many/a/x", "many/a/y", "many/b/z", "many/c"}) {
    dir.write(std::string(name) + "/SKILL.md", "x");
  }
  const Strings roots{dir / "many", dir / "few"};
  const auto refused = [&](const TreeLimits& limits) {
    const SkillTree tree = find_skills(roots, {}, limits);
    CHECK(found_in(tree, dir) == Strings{"few/one", "few/two"});
    REQUIRE(tree.problems.size() == 1);
    CHECK(tree.problems[0].code == "catalog.too_many_files");
    CHECK(tree.problems[0].subject == dir / "many");
    return tree.problems[0].message;
  };
  CHECK(refused({.folders = 2}) == "it holds more than 2 folders");
  CHECK(refused({.folders = 5}) == "it holds more than 5 folders");
  CHECK(refused({.skills = 3}) == "it holds 4 skills; the limit is 3");
  CHECK(find_skills(roots, {}, {.folders = 6, .skills = 4}).problems.empty());
}

TEST_CASE("what a root that is refused holds is found below another one") {
  const TempDir dir;
  for (const char* name : {"one", "two", "three"}) {
    dir.write("top/" + std::string(name) + "/SKILL.md", "x");
  }
  const SkillTree tree = find_skills({dir / "top", dir / "top/one"}, {}, {.skills = 2});
  CHECK(tree.problems.size() == 1);
  CHECK(found_in(tree, dir) == Strings{"top/one"});
}

TEST_CASE("skills come folder by folder, whatever stands behind the common part of their names") {
  const TempDir dir;
  for (const char* name : {"a-b/one", "a/two", "a.b/three", "\u00e9/five"}) {
    dir.write(std::string("root/") + name + "/SKILL.md", "x");
  }
  dir.write("root/.store/four/SKILL.md", "x");
  link(dir, "../.store/four", "root/a/four");
  const Strings all{"root/a/four", "root/a/two", "root/a-b/one", "root/a.b/three",
                    "root/\u00e9/five"};
  CHECK(found_in(find_skills({dir / "root"}), dir) == all);
}

TEST_CASE("hidden and half-written folders are no skills and hold none") {
  const TempDir dir;
  for (const std::string name :
       {".muster-draft-a1b2c3", ".hidden", "node_modules", "a~", "b.tmp"}) {
    dir.write("root/" + name + "/SKILL.md", "x");
    dir.write("root/" + name + "/inner/SKILL.md", "x");
  }
  dir.write("root/good/SKILL.md", "x");
  const SkillTree tree = find_skills({dir / "root"});
  CHECK(found_in(tree, dir) == Strings{"root/good"});
  CHECK(tree.warnings.empty());
}

TEST_CASE("a skill that lies too deep is told of, where it lies just below") {
  const TempDir dir;
  dir.write("root/1/2/3/4/SKILL.md", "x");
  dir.write("root/1/2/3/d/5/SKILL.md", "x");
  dir.write("root/1/2/3/d/node_modules/SKILL.md", "x");
  dir.write("root/1/2/3/e/notes/readme", "x");
  SkillTree tree = find_skills({dir / "root"});
  CHECK(found_in(tree, dir) == Strings{"root/1/2/3/4"});
  CHECK(told_in(tree, dir) == Strings{"root/1/2/3/d/5 catalog.too_deep"});
  std::filesystem::remove(dir / "root/1/2/3/d/5/SKILL.md");
  CHECK(find_skills({dir / "root"}, tree.seen).warnings.empty());
}

TEST_CASE("what did not change since an earlier walk is not listed again") {
  const TempDir dir;
  dir.write("one/SKILL.md", "x");
  dir.write("group/two/SKILL.md", "x");
  dir.write("group/two/scripts/run.sh", "x");
  SkillTree before = settled(dir.path());
  REQUIRE(before.seen.at(dir.path()).size() == 4);

  const auto walk = [&] {
    SkillTree tree = find_skills({dir.path()}, before.seen);
    CHECK(found_in(tree, dir) == found_in(find_skills({dir.path()}), dir));
    const std::size_t same = shared(before, tree);
    before = settled(dir.path());
    return same;
  };
  CHECK(walk() == 4);
  dir.write("one/SKILL.md", "other");
  CHECK(walk() == 3);
  dir.write("group/two/scripts/more.sh", "x");
  CHECK(walk() == 3);
  dir.write("group/three/SKILL.md", "x");
  CHECK(walk() == 3);
  std::filesystem::remove_all(dir / "one");
  CHECK(walk() == 3);  // of five: not the root, and not what is gone
  std::filesystem::rename(dir / "group/two", dir / "two");
  CHECK(walk() == 1);
}

TEST_CASE("content of the same size and time is another stamp than before") {
  const TempDir dir;
  const std::string file = dir.write("one/SKILL.md", "one");
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  const SkillTree before = settled(dir.path());
  dir.write("one/SKILL.md", "two");
  const timespec times[2] = {status.st_atim, status.st_mtim};
  REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
  const SkillTree after = find_skills({dir.path()}, before.seen);
  REQUIRE(after.skills.size() == 1);
  CHECK(after.skills[0]->content().modified_ns == before.skills[0]->content().modified_ns);
  CHECK(after.skills[0]->content() != before.skills[0]->content());
}

TEST_CASE("a root in two spellings is one, also where a link is the way to a skill") {
  const TempDir dir;
  dir.write(".git/pdf/SKILL.md", "Not looked for by a walk.");
  std::filesystem::create_symlink(".git/pdf", dir / "pdf");
  const SkillTree tree = find_skills({dir.path(), dir.path() + "/"});
  CHECK(tree.skills.size() == 1);
  CHECK(tree.warnings.empty());
}

TEST_CASE("slashes at the end of a root stand in no path") {
  const TempDir dir;
  dir.write("pdf/SKILL.md", "x");
  CHECK(found_in(find_skills({dir / "pdf//"}), dir) == Strings{"pdf"});
  CHECK(found_in(find_skills({dir.path() + "//"}), dir) == Strings{"pdf"});
  CHECK(find_skills({dir / "none/"}).problems.at(0).subject == dir / "none");
}

TEST_CASE("a link out of a root in two spellings is told once") {
  const TempDir dir;
  dir.make_folder("root");
  link(dir, "..", "root/up");
  link(dir, "root", "also");
  const SkillTree tree = find_skills({dir / "root", dir / "root/.", dir / "also"});
  CHECK(told_in(tree, dir) == Strings{"root/up file.link_outside"});
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::catalog
