// SPDX-License-Identifier: Apache-2.0
#include "package/draft.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "support/temp_dir.h"

namespace muster::package {
namespace {

namespace fs = std::filesystem;

std::ptrdiff_t count_in(const std::string& folder) {
  return std::distance(fs::directory_iterator(folder), {});
}

// Leaves a draft as a process does that is ended while it writes.
void abandon_draft(const std::string& parent) {
  const pid_t process = ::fork();
  REQUIRE(process >= 0);
  if (process == 0) {
    Draft draft(parent);
    ::_exit(draft.write("greet", {{"SKILL.md", "half"}}) ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(process, &status, 0) == process);
  REQUIRE(status == 0);
}

TEST_CASE("a draft is for this user alone, hidden, and goes with what is in it") {
  const test::TempDir dir;
  {
    Draft draft(dir.path());
    const auto folder = draft.write("greet", {{"scripts/run.sh", "x", true}, {"notes", "y"}});
    REQUIRE(folder);
    CHECK(fs::path(*folder).parent_path().filename().string().starts_with('.'));
    CHECK(fs::status(fs::path(*folder).parent_path()).permissions() == fs::perms::owner_all);
    CHECK((fs::status(*folder + "/scripts/run.sh").permissions() & fs::perms::owner_exec) !=
          fs::perms::none);
    CHECK((fs::status(*folder + "/notes").permissions() & fs::perms::owner_exec) ==
          fs::perms::none);
  }
  CHECK(fs::is_empty(dir.path()));
}

TEST_CASE("a draft that cannot be made says why when it is written to") {
  const test::TempDir dir;
  Draft draft(dir / "missing");
  const auto written = draft.write("greet", {{"a", "x"}});
  REQUIRE_FALSE(written);
  CHECK(written.error().code == "package.unwritable");
  CHECK(written.error().message == "cannot be written: No such file or directory");
}

TEST_CASE("what an ended process left behind goes with the next draft") {
  const test::TempDir dir;
  dir.write("greet/SKILL.md", "whole");
  abandon_draft(dir.path());
  abandon_draft(dir.path());
  CHECK(count_in(dir.path()) == 2);  // the second one removed the first
  { const Draft draft(dir.path()); }
  CHECK(count_in(dir.path()) == 1);
  CHECK(fs::exists(dir / "greet/SKILL.md"));
}

TEST_CASE("a draft of somebody who is at work stays") {
  const test::TempDir dir;
  Draft first(dir.path());
  const auto file = first.write("greet", {{"SKILL.md", "mine"}});
  { const Draft second(dir.path()); }
  REQUIRE(file);
  CHECK(fs::exists(*file + "/SKILL.md"));
}

TEST_CASE("a draft that may hold the only copy of something stays") {
  const test::TempDir dir;
  abandon_draft(dir.path());
  const fs::path left = fs::directory_iterator(dir.path())->path();
  fs::create_directory(left / "greet~");
  { const Draft draft(dir.path()); }
  CHECK(fs::exists(left / "greet~"));
}

TEST_CASE("a link that has the name of a draft is not followed") {
  const test::TempDir dir;
  dir.write("elsewhere/mine", "kept");
  fs::create_symlink("elsewhere", dir / ".muster-draft-000000");
  { const Draft draft(dir.path()); }
  CHECK(fs::is_symlink(dir / ".muster-draft-000000"));
  CHECK(fs::exists(dir / "elsewhere/mine"));
}

}  // namespace
}  // namespace muster::package
