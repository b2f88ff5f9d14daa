// SPDX-License-Identifier: Apache-2.0
#include "reload/watcher.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string>

#include "support/temp_dir.h"

namespace muster::reload {
namespace {

using test::TempDir;

Watcher watcher_of(catalog::Roots roots) {
  auto watcher = Watcher::create(std::move(roots));
  REQUIRE(watcher);
  REQUIRE(watcher->renew());
  return std::move(*watcher);
}

// inotify queues an event before the system call that caused it returns, so no test here waits.
TEST_SUITE_BEGIN("reload");

TEST_CASE("a file that is written, renamed or deleted in a plugin folder is a change") {
  const TempDir root;
  Watcher watcher = watcher_of({{root.path()}, {}});
  CHECK_FALSE(watcher.changed());
  root.write("a.so", "x");
  CHECK(watcher.changed());
  CHECK_FALSE(watcher.changed());
  REQUIRE(std::rename((root / "a.so").c_str(), (root / "b.so").c_str()) == 0);
  CHECK(watcher.changed());
  REQUIRE(::truncate((root / "b.so").c_str(), 0) == 0);
  CHECK(watcher.changed());
  REQUIRE(::unlink((root / "b.so").c_str()) == 0);
  CHECK(watcher.changed());
}

TEST_CASE("a change inside a bundle is a change, also of one that came later") {
  const TempDir root;
  root.write("tool/lib/deep/helper.so", "x");
  root.write("tool/tool.so", "x");
  Watcher watcher = watcher_of({{root.path()}, {}});
  root.write("tool/lib/deep/helper.so", "y");
  CHECK(watcher.changed());
  root.make_folder("later/lib");
  CHECK(watcher.changed());
  REQUIRE(watcher.renew());
  root.write("later/later.so", "x");
  CHECK(watcher.changed());
  REQUIRE(watcher.renew());
  root.write("later/lib/helper.so", "x");
  CHECK(watcher.changed());
}

TEST_CASE("a change below a skill folder that came later is a change") {
  const TempDir root;
  Watcher watcher = watcher_of({{}, {root.path()}});
  root.make_folder("group/one");
  CHECK(watcher.changed());
  REQUIRE(watcher.renew());
  root.write("group/one/SKILL.md", "x");
  CHECK(watcher.changed());
}

TEST_CASE("a skill's folder that another one has taken the place of is watched") {
  const TempDir root;
  root.write("one/scripts/run.sh", "x");
  root.write("one/SKILL.md", "x");
  Watcher watcher = watcher_of({{}, {root.path()}});
  const auto is_watched = [&] {
    CHECK(watcher.changed());
    REQUIRE(watcher.renew());
    CHECK_FALSE(watcher.changed());
    root.write("one/scripts/run.sh", "other");
    const bool is_seen = watcher.changed();
    root.write("one/SKILL.md", "other");
    return watcher.changed() && is_seen;
  };
  std::filesystem::rename(root / "one", root / "two");
  root.write("one/scripts/run.sh", "x");
  root.write("one/SKILL.md", "x");
  CHECK(is_watched());
  std::filesystem::remove_all(root / "one");
  root.write("one/scripts/run.sh", "x");
  root.write("one/SKILL.md", "x");
  CHECK(is_watched());
  std::filesystem::remove_all(root / "one/scripts");
  root.write("one/scripts/run.sh", "x");
  CHECK(is_watched());
}

TEST_CASE("a root that went and came back is watched again") {
  const TempDir parent;
  const std::string root = parent.make_folder("plugins");
  Watcher watcher = watcher_of({{root}, {}});
  REQUIRE(::rmdir(root.c_str()) == 0);
  CHECK(watcher.changed());
  CHECK(watcher.renew());  // that it is missing is for the scan to report
  parent.make_folder("plugins");
  CHECK_FALSE(watcher.changed());
  REQUIRE(watcher.renew());
  parent.write("plugins/a.so", "x");
  CHECK(watcher.changed());
}

TEST_CASE("reading a file is no change") {
  const TempDir root;
  const std::string path = root.write("a.so", "x");
  Watcher watcher = watcher_of({{root.path()}, {}});
  if (std::FILE* file = std::fopen(path.c_str(), "r")) std::fclose(file);
  CHECK_FALSE(watcher.changed());
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::reload
