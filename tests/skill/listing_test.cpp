// SPDX-License-Identifier: Apache-2.0
#include "skill/listing.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/temp_dir.h"
#include "support/unprivileged.h"

using muster::skill::list_files;
using muster::test::TempDir;

namespace {

using Strings = std::vector<std::string>;

// The one problem of a folder.
muster::Error problem_of(const TempDir& dir) {
  const auto listing = list_files(dir.path());
  REQUIRE(listing.problems.size() == 1);
  CHECK_FALSE(listing.beyond);
  return listing.problems[0];
}

}  // namespace

TEST_CASE("files are listed with those of folders below, hidden ones too, sorted") {
  const TempDir dir;
  for (const char* name : {"b", "SKILL.md", "scripts/lib/x.py", "scripts/run.sh", ".hidden"}) {
    dir.write(name, name);
  }
  const auto listing = list_files(dir.path());
  CHECK(listing.files == Strings{".hidden", "SKILL.md", "b", "scripts/lib/x.py", "scripts/run.sh"});
  CHECK(listing.folders == Strings{"scripts", "scripts/lib"});
  CHECK(listing.problems.empty());
  CHECK_FALSE(listing.beyond);
}

TEST_CASE(".git and node_modules are passed over wherever they lie") {
  const TempDir dir;
  for (const char* name : {"a", ".git/config", "web/node_modules/x/index.js", "web/.git"}) {
    dir.write(name, "");
  }
  CHECK(list_files(dir.path()).files == Strings{"a"});
  CHECK(list_files(dir.path()).folders == Strings{"web"});
}

TEST_CASE("the stamp moves with each file that comes, goes, changes or is renamed") {
  const TempDir dir;
  dir.write("a", "one");
  dir.write("b/c", "one");
  auto last = list_files(dir.path()).stamp;
  CHECK(list_files(dir.path()).stamp == last);
  const auto moved = [&] {
    const auto now = list_files(dir.path()).stamp;
    return std::exchange(last, now) != now;
  };
  dir.write("b/c", "other");
  CHECK(moved());
  dir.write("b/d", "");
  CHECK(moved());
  std::filesystem::rename(dir / "b/d", dir / "b/e");
  CHECK(moved());
  std::filesystem::remove(dir / "b/e");
  CHECK(moved());
  dir.make_folder("f");
  CHECK(moved());
  dir.write(".git/index", "");
  static_cast<void>(moved());  // the folder itself has another time now
  dir.write(".git/index", "more");
  CHECK_FALSE(moved());
}

TEST_CASE("links are listed as files, whatever they lead to, and a folder is not entered by one") {
  const TempDir dir;
  dir.write("a/b", "");
  std::filesystem::create_symlink("a/b", dir / "link");
  std::filesystem::create_symlink("nowhere", dir / "broken");
  CHECK(list_files(dir.path()).files == Strings{"a/b", "broken", "link"});
  std::filesystem::create_symlink("..", dir / "a/up");
  const auto problem = problem_of(dir);
  CHECK(problem.code == "skill.link_to_folder");
  CHECK(problem.subject == dir / "a/up");
}

TEST_CASE("what is no file is a problem") {
  const TempDir dir;
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  CHECK(problem_of(dir).message == "is a FIFO, not a regular file");
}

TEST_CASE("a name that cannot be told to clients is a problem") {
  for (const char* name : {"a\nb", "\xff", "\x1b[2J"}) {
    const TempDir dir;
    dir.write(name, "");
    CHECK(problem_of(dir).code == "skill.file_name");
    CHECK(list_files(dir.path()).files.empty());
  }
}

TEST_CASE("of files whose names differ only in case the first is listed") {
  const TempDir dir;
  for (const char* name : {"README.md", "docs/\u00e9", "docs/E\u0301", "readme.md"}) {
    dir.write(name, "");
  }
  const auto listing = list_files(dir.path());
  CHECK(listing.files == Strings{"README.md", "docs/E\u0301"});
  REQUIRE(listing.problems.size() == 2);
  CHECK(listing.problems[0].code == "skill.same_name");
  CHECK(listing.problems[1].subject == dir / "readme.md");
}

TEST_CASE("a folder that cannot be listed is a problem, its neighbours are listed") {
  const muster::test::Unprivileged user;
  const TempDir dir;
  dir.write("a", "");
  const std::string closed = dir.make_folder("closed");
  ::chmod(closed.c_str(), 0);
  CHECK(problem_of(dir).code == "file.denied");
  CHECK(problem_of(dir).subject == closed);
  CHECK(list_files(dir.path()).files == Strings{"a"});
  ::chmod(closed.c_str(), 0700);
}

TEST_CASE("more than 512 files, folders, 8 levels or 16 MiB are named, and nothing is read") {
  const auto beyond = [](const TempDir& dir) {
    const auto listing = list_files(dir.path());
    REQUIRE(listing.beyond);
    return listing.beyond->message;
  };
  const TempDir files;
  for (int i = 0; i < 513; ++i) files.write("d/" + std::to_string(i), "");
  CHECK(beyond(files) == "has more than 512 files or folders");
  const TempDir folders;
  for (int i = 0; i < 513; ++i) folders.make_folder(std::to_string(i));
  CHECK(beyond(folders) == "has more than 512 files or folders");
  const TempDir deep;
  deep.write("1/2/3/4/5/6/7/8/x", "");
  CHECK_FALSE(list_files(deep.path()).beyond);
  deep.make_folder("1/2/3/4/5/6/7/8/9");
  CHECK(beyond(deep) == "has folders more than 8 deep");
  const TempDir large;
  large.write("a", "");
  std::filesystem::resize_file(large / "a", std::uintmax_t{16} << 20);
  CHECK_FALSE(list_files(large.path()).beyond);
  large.write("b", "x");
  CHECK(beyond(large) == "has files of more than 16777216 bytes in all");
}

TEST_CASE("a folder that is not there is a problem") {
  const TempDir dir;
  const auto listing = list_files(dir / "absent");
  REQUIRE(listing.problems.size() == 1);
  CHECK(listing.problems[0].code == "file.missing");
}
