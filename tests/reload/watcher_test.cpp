// SPDX-License-Identifier: Apache-2.0
#include "reload/watcher.h"

#include <doctest/doctest.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "support/temp_dir.h"

namespace muster::reload {
namespace {

using test::TempDir;

/// As a transaction has it: each scan remembers what the last one saw.
class Watching {
 public:
  explicit Watching(catalog::Roots roots) : roots_(std::move(roots)) {
    auto watcher = Watcher::create(roots_);
    REQUIRE(watcher);
    watcher_ = std::move(*watcher);
    CHECK(renew());
  }

  /// Whether some folder was not watched before.
  bool renew() {
    catalog::Scanned scanned = catalog::scan_again(roots_, Permissions::off, seen_);
    const Watcher::Watched watched = watcher_->watch(scanned);
    CHECK_FALSE(watched.problem);
    seen_ = std::move(scanned.seen);
    is_settled_ = scanned.anew.empty();
    return watched.is_new;
  }
  bool changed() { return watcher_->changed(); }

  /// Scans until stamps prove that nothing changes meanwhile.
  void settle() {
    while (!is_settled_) renew();
  }
  /// As when a file system goes.
  void lose_all() {
    for (int each = 1; ::inotify_rm_watch(watcher_->fd(), each) == 0; ++each) {
    }
  }

 private:
  catalog::Roots roots_;
  std::unique_ptr<Watcher> watcher_;
  catalog::SeenRoots seen_;
  bool is_settled_ = false;
};

// inotify queues an event before the system call that caused it returns, so no test here waits.
TEST_SUITE_BEGIN("reload");

TEST_CASE("a file that is written, renamed or deleted in a plugin folder is a change") {
  const TempDir root;
  Watching watcher({{root.path()}, {}});
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
  Watching watcher({{root.path()}, {}});
  root.write("tool/lib/deep/helper.so", "y");
  CHECK(watcher.changed());
  root.make_folder("later/lib");
  CHECK(watcher.changed());
  CHECK(watcher.renew());
  root.write("later/later.so", "x");
  CHECK(watcher.changed());
  CHECK(watcher.renew());
  root.write("later/lib/helper.so", "x");
  CHECK(watcher.changed());
}

TEST_CASE("a change below a skill folder that came later is a change") {
  const TempDir root;
  Watching watcher({{}, {root.path()}});
  root.make_folder("group/one");
  CHECK(watcher.changed());
  CHECK(watcher.renew());
  root.write("group/one/SKILL.md", "x");
  CHECK(watcher.changed());
}

TEST_CASE("a folder that is watched is not new any more, whatever changes in it") {
  const TempDir root;
  root.write("skills/one/scripts/run.sh", "x");
  root.write("skills/one/SKILL.md", "x");
  root.write("plugins/tool/tool.so", "x");
  Watching watcher({{root / "plugins"}, {root / "skills"}});
  CHECK_FALSE(watcher.renew());
  root.write("skills/one/scripts/run.sh", "other");
  root.write("skills/one/SKILL.md", "other");
  root.write("plugins/tool/tool.so", "other");
  CHECK(watcher.changed());
  CHECK_FALSE(watcher.renew());
  root.make_folder("skills/one/references");
  CHECK(watcher.renew());
  CHECK_FALSE(watcher.renew());
}

TEST_CASE("a skill's folder that another one has taken the place of is watched") {
  const TempDir root;
  root.write("one/scripts/run.sh", "x");
  root.write("one/SKILL.md", "x");
  Watching watcher({{}, {root.path()}});
  const auto is_watched = [&] {
    CHECK(watcher.changed());
    watcher.renew();
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

TEST_CASE("what the system has stopped to watch is watched again, though it is as it was") {
  const TempDir root;
  root.write("one/SKILL.md", "x");
  Watching watcher({{}, {root.path()}});
  watcher.settle();
  watcher.lose_all();
  CHECK(watcher.changed());
  CHECK(watcher.renew());
  root.write("one/SKILL.md", "other");
  CHECK(watcher.changed());
}

TEST_CASE("a root that went and came back is watched again") {
  const TempDir parent;
  const std::string root = parent.make_folder("plugins");
  Watching watcher({{root}, {}});
  REQUIRE(::rmdir(root.c_str()) == 0);
  CHECK(watcher.changed());
  CHECK_FALSE(watcher.renew());  // that it is missing is for the scan to report
  parent.make_folder("plugins");
  CHECK_FALSE(watcher.changed());
  CHECK(watcher.renew());
  parent.write("plugins/a.so", "x");
  CHECK(watcher.changed());
}

TEST_CASE("a folder that is moved out of a root is not watched any more, nor what lies below") {
  const TempDir parent;
  const std::string root = parent.make_folder("skills");
  parent.write("skills/group/one/scripts/run.sh", "x");
  parent.write("skills/group/one/SKILL.md", "x");
  Watching watcher({{}, {root}});
  std::filesystem::rename(root + "/group", parent / "backup");
  CHECK(watcher.changed());
  watcher.renew();
  CHECK_FALSE(watcher.changed());
  parent.write("backup/one/SKILL.md", "other");
  parent.write("backup/one/scripts/run.sh", "other");
  CHECK_FALSE(watcher.changed());

  std::filesystem::rename(parent / "backup", root + "/again");
  CHECK(watcher.changed());
  CHECK(watcher.renew());
  CHECK_FALSE(watcher.changed());
  parent.write("skills/again/one/scripts/run.sh", "x");
  CHECK(watcher.changed());
}

TEST_CASE("a folder whose place another one took is left, and the other one watched") {
  const TempDir parent;
  const std::string root = parent.make_folder("skills");
  parent.write("skills/one/SKILL.md", "x");
  Watching watcher({{}, {root}});
  std::filesystem::rename(root + "/one", parent / "backup");
  parent.write("skills/one/SKILL.md", "x");
  watcher.settle();  // before the event of the move is taken in
  CHECK(watcher.changed());
  watcher.renew();
  CHECK_FALSE(watcher.changed());
  parent.write("backup/SKILL.md", "other");
  CHECK_FALSE(watcher.changed());
  parent.write("skills/one/SKILL.md", "other");
  CHECK(watcher.changed());
}

TEST_CASE(
    "WATCH-01: events that the system dropped are a change, after which all is watched again") {
  const TempDir root;
  root.write("busy/SKILL.md", "x");
  root.write("one/SKILL.md", "x");
  Watching watcher({{}, {root.path()}});
  watcher.settle();
  // More than the queue takes.
  std::size_t most = 0;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> most;
  for (std::size_t i = 0; i <= most / 2; ++i) {
    std::filesystem::rename(root / "busy/SKILL.md", root / "busy/skill.md");
    std::filesystem::rename(root / "busy/skill.md", root / "busy/SKILL.md");
  }
  watcher.lose_all();
  CHECK(watcher.changed());
  CHECK(watcher.renew());
  root.write("one/SKILL.md", "other");
  CHECK(watcher.changed());
}

TEST_CASE("reading a file is no change") {
  const TempDir root;
  const std::string path = root.write("a.so", "x");
  Watching watcher({{root.path()}, {}});
  if (std::FILE* file = std::fopen(path.c_str(), "r")) std::fclose(file);
  CHECK_FALSE(watcher.changed());
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::reload
