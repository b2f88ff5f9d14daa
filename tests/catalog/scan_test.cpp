// SPDX-License-Identifier: Apache-2.0
#include "catalog/scan.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "catalog/codes.h"
#include "support/temp_dir.h"
#include "support/unprivileged.h"

namespace muster::catalog {
namespace {

using test::TempDir;

std::vector<std::string> names(const std::vector<Found>& found, const std::string& root) {
  std::vector<std::string> all;
  for (const Found& file : found) all.push_back(file.path.substr(root.size() + 1));
  return all;
}

std::vector<std::string> paths(const SeenFolders& found) {
  std::vector<std::string> all;
  for (const SeenFolderPtr& folder : found) all.push_back(folder->path);
  return all;
}

TEST_SUITE_BEGIN("catalog");

TEST_CASE("libraries are found by name, sorted, without hidden and half-written ones") {
  const TempDir root;
  for (const char* name :
       {"b.so", "a.so", ".hidden.so", "c.so~", "d.so.tmp", "e.so.swp", "readme"}) {
    root.write(name, "x");
  }
  CHECK(names(scan({{root.path()}, {}}).plugins, root.path()) ==
        std::vector<std::string>{"a.so", "b.so"});
}

TEST_CASE("what is called .so is found whatever it is") {
  const TempDir root;
  root.make_folder("folder.so");
  REQUIRE(::mkfifo((root / "fifo.so").c_str(), 0600) == 0);
  REQUIRE(::symlink("/nowhere", (root / "dangling.so").c_str()) == 0);
  CHECK(names(scan({{root.path()}, {}}).plugins, root.path()) ==
        std::vector<std::string>{"dangling.so", "fifo.so", "folder.so"});
}

TEST_CASE("a folder with libraries is found as a bundle, other folders are nobody's business") {
  const TempDir root;
  root.write("tool/tool.so", "x");
  root.write("misnamed/libother.so.1", "x");
  root.write("docs/readme", "x");
  root.write("nested/deep/deep.so", "x");
  root.write(".hidden/.hidden.so", "x");
  root.write("old~/old~.so", "x");
  root.write("lost+found/x.so", "x");
  REQUIRE(::symlink("tool", (root / "linked").c_str()) == 0);
  const Inventory inventory = scan({{root.path()}, {}});
  CHECK(names(inventory.plugins, root.path()) ==
        std::vector<std::string>{"linked", "misnamed", "tool"});
  for (const Found& found : inventory.plugins) {
    CHECK(found.is_bundle);
    CHECK(found.root == root.path());
  }
}

TEST_CASE("the stamp of a bundle moves with each of its files and folders") {
  const TempDir root;
  root.write("tool/tool.so", "x");
  root.write("tool/lib/helper.so", "x");
  root.write("tool/data/words", "x");
  auto before = scan({{root.path()}, {}}).plugins;
  const auto has_moved = [&] {
    const auto now = scan({{root.path()}, {}}).plugins;
    return std::exchange(before, now) != now;
  };
  CHECK_FALSE(has_moved());
  root.write("tool/lib/helper.so", "longer");
  CHECK(has_moved());
  root.write("tool/data/more", "x");
  CHECK(has_moved());
  REQUIRE(std::rename((root / "tool/data/more").c_str(), (root / "tool/lib/more").c_str()) == 0);
  CHECK(has_moved());
  REQUIRE(::unlink((root / "tool/lib/more").c_str()) == 0);
  CHECK(has_moved());
  REQUIRE(::symlink("words", (root / "tool/data/link").c_str()) == 0);
  CHECK(has_moved());
  root.write("tool/data/words", "other");
  CHECK(has_moved());
  CHECK_FALSE(has_moved());
}

TEST_CASE("a plugin folder that others may write to is a problem, and its files are left alone") {
  const TempDir top;
  top.write("open/a.so", "x");
  top.write("open/SKILL.md", "x");
  top.write("closed/b.so", "x");
  REQUIRE(::chmod((top / "open").c_str(), 0777) == 0);
  const Roots roots{{top / "open", top / "closed"}, {top / "open"}};
  const Inventory inventory = scan(roots, Permissions::strict);
  REQUIRE(inventory.problems.size() == 1);
  CHECK(inventory.problems[0].code == "file.untrusted");
  CHECK(inventory.problems[0].subject == top / "open");
  CHECK(names(inventory.plugins, top.path()) == std::vector<std::string>{"closed/b.so"});
  CHECK(inventory.skills.size() == 1);  // data, not code
  CHECK(scan(roots, Permissions::off).problems.empty());
}

TEST_CASE("skills are found in the order of roots and paths, to their depth") {
  const TempDir first;
  const TempDir second;
  first.write("z/SKILL.md", "x");
  first.write("group/deep/er/y/SKILL.md", "x");
  first.write("one/two/three/four/five/SKILL.md", "x");
  first.write("node_modules/n/SKILL.md", "x");
  first.write(".git/g/SKILL.md", "x");
  first.write("no-skill/README.md", "x");
  second.write("a/skill.md", "x");
  second.write("a/inside/SKILL.md", "x");
  CHECK(paths(scan({{}, {first.path(), second.path()}}).skills) ==
        std::vector{first / "group/deep/er/y", first / "z", second / "a"});
}

TEST_CASE("a root that is a skill itself is found") {
  const TempDir root;
  root.write("SKILL.md", "x");
  CHECK(paths(scan({{}, {root.path()}}).skills) == std::vector{root.path()});
}

TEST_CASE("a root that is not there is named and the others are listed") {
  const TempDir root;
  root.write("a.so", "x");
  const Inventory inventory = scan({{root / "missing", root.path()}, {}});
  REQUIRE(inventory.problems.size() == 1);
  CHECK(inventory.problems[0].code == codes::root_missing.code);
  CHECK(inventory.problems[0].subject == root / "missing");
  CHECK(inventory.plugins.size() == 1);
}

Inventory scan_unprivileged(const TempDir& folder, const Roots& roots) {
  REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  const test::Unprivileged unprivileged;
  return scan(roots);
}

TEST_CASE("a root that cannot be looked into is an error, not an empty one") {
  const TempDir root;
  root.write("plugins/a.so", "x");
  root.write("skills/one/SKILL.md", "x");
  for (const mode_t mode : {0444, 0000}) {  // names can be read, or not even these
    for (const char* name : {"plugins", "skills"})
      REQUIRE(::chmod((root / name).c_str(), mode) == 0);
    const Inventory inventory = scan_unprivileged(root, {{root / "plugins"}, {root / "skills"}});
    for (const char* name : {"plugins", "skills"})
      REQUIRE(::chmod((root / name).c_str(), 0755) == 0);
    REQUIRE(inventory.problems.size() == 2);
    CHECK(inventory.problems[0].code == codes::root_unreadable.code);
    CHECK(inventory.problems[1].code == codes::root_unreadable.code);
  }
}

TEST_CASE("a folder of plugins that cannot be looked into is found as a bundle") {
  const TempDir root;
  root.write("tool/tool.so", "x");
  REQUIRE(::chmod((root / "tool").c_str(), 0000) == 0);
  const Inventory inventory = scan_unprivileged(root, {{root.path()}, {}});
  REQUIRE(::chmod((root / "tool").c_str(), 0755) == 0);
  CHECK(inventory.problems.empty());
  CHECK(names(inventory.plugins, root.path()) == std::vector<std::string>{"tool"});
}

TEST_CASE("a folder of skills that cannot be looked into is found as one and stops no other") {
  const TempDir root;
  root.write("closed/one/SKILL.md", "x");
  root.write("open/SKILL.md", "x");
  REQUIRE(::chmod((root / "closed").c_str(), 0444) == 0);
  const Inventory inventory = scan_unprivileged(root, {{}, {root.path()}});
  REQUIRE(::chmod((root / "closed").c_str(), 0755) == 0);
  CHECK(inventory.problems.empty());
  CHECK(paths(inventory.skills) == std::vector{root / "closed", root / "open"});
}

TEST_CASE("a folder of skills that cannot be looked into is found once below roots in each other") {
  const TempDir root;
  root.write("group/closed/SKILL.md", "x");
  root.write("group/open/SKILL.md", "x");
  REQUIRE(::chmod((root / "group/closed").c_str(), 0000) == 0);
  const Inventory inventory = scan_unprivileged(root, {{}, {root.path(), root / "group"}});
  REQUIRE(::chmod((root / "group/closed").c_str(), 0755) == 0);
  CHECK(paths(inventory.skills) == std::vector{root / "group/closed", root / "group/open"});
}

TEST_CASE("a root that is met twice is listed once") {
  const TempDir root;
  root.write("a.so", "x");
  CHECK(scan({{root.path(), root.path() + "/."}, {}}).plugins.size() == 1);
}

TEST_CASE("a root with too many files is refused as a whole") {
  const TempDir root;
  for (std::size_t i = 0; i <= kFilesPerRoot; ++i) root.write(fmt::format("{}.so", i), "");
  const Inventory inventory = scan({{root.path()}, {}});
  REQUIRE(inventory.problems.size() == 1);
  CHECK(inventory.problems[0].code == codes::too_many_files.code);
  CHECK(inventory.plugins.empty());
}

TEST_CASE("a stamp moves when a file is written again") {
  const TempDir root;
  root.write("a.so", "one");
  const auto before = scan({{root.path()}, {}}).plugins;
  CHECK(before == scan({{root.path()}, {}}).plugins);
  root.write("a.so", "other");
  CHECK(before != scan({{root.path()}, {}}).plugins);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::catalog
