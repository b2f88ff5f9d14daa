// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>

#include "faults/kept.h"
#include "support/serving_host.h"

namespace muster::test {

namespace fs = std::filesystem;

TEST_CASE("FILE-06 a link that leads out, nowhere or in a circle leaves a serving host as it was") {
  check_row_kept("FILE-06");
}

TEST_CASE("FILE-06 a hard link to the host's own program leaves a serving host as it was") {
  const fs::path own = fs::read_symlink("/proc/self/exe");
  std::error_code failure;
  fs::create_hard_link(own, TempDir() / "own", failure);
  if (failure) {
    MESSAGE("skipped: the program is on another disk, or another user's");
    return;
  }
  check_old_table_kept({.row = "FILE-06",
                        .name = "hard link to the host's program",
                        .make = [&](const auto& path) { fs::create_hard_link(own, path); },
                        .expected_code = "file.own_program",
                        .expected_text = "the program of this host"});
}

TEST_CASE(
    "FILE-06 links beneath the folder are followed, and a swap of what they lead to is seen") {
  ServingHost serving;
  echo_copy(serving.root.make_folder("plugins/..one") + "/a.so", "agent-000001", "version-0001");
  echo_copy(serving.root.make_folder("plugins/..two") + "/a.so", "agent-000001", "version-0002");
  fs::create_directory_symlink("..one", serving.plugin("..data"));
  fs::create_symlink("..data/a.so", serving.plugin("a.so"));
  serving.host.start();
  CHECK(serving.ask("agent-000001") == "version-0001");

  fs::create_directory_symlink("..two", serving.plugin("..new"));
  fs::rename(serving.plugin("..new"), serving.plugin("..data"));
  CHECK(serving.host.reload().outcome() == Outcome::published);
  CHECK(serving.ask("agent-000001") == "version-0002");
}

TEST_CASE("FILE-06 a hard link is a file like any other") {
  ServingHost serving;
  const std::string elsewhere = echo_copy(serving.root / "elsewhere.so", "agent-000001");
  fs::create_hard_link(elsewhere, serving.plugin("a.so"));
  CHECK(serving.host.start().refused() == 0);
  CHECK(serving.ask("agent-000001") == "version-0000");
}

TEST_CASE(
    "FILE-06 one content under two names is loaded once and reported, whatever the second is") {
  for (const bool is_hard_link : {true, false}) {
    ServingHost serving;
    echo_copy(serving.plugin("a.so"), "agent-000001");
    if (is_hard_link) {
      fs::create_hard_link(serving.plugin("a.so"), serving.plugin("b.so"));
    } else {
      fs::create_symlink("a.so", serving.plugin("b.so"));
    }
    const ReloadReport report = serving.host.start();
    CHECK(report.problems().empty());
    REQUIRE(report.files.size() == 2);
    CHECK(report.files[1].path == serving.plugin("b.so"));
    CHECK(report.files[1].outcome == FileOutcome::ignored);
    REQUIRE(report.files[1].warnings.size() == 1);
    CHECK(report.files[1].warnings[0].code == "catalog.twin");
    CHECK(serving.settled().staged.size() == 1);

    // The other one takes over when the first goes.
    fs::rename(serving.plugin("a.so"), serving.plugin("c.so"));
    if (!is_hard_link) fs::remove(serving.plugin("b.so"));
    BackgroundCaller caller(serving.host, "agent-000001", "version-0000");
    CHECK(serving.host.reload().outcome() == Outcome::published);
    caller.stop();
    CHECK(caller.wrong() == 0);
  }
}

}  // namespace muster::test
