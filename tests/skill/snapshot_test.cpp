// SPDX-License-Identifier: Apache-2.0
#include "skill/snapshot.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "skill/listing.h"
#include "support/temp_dir.h"

using namespace muster;
using skill::Resource;
using skill::take_snapshot;
using test::TempDir;

namespace {

// A folder whose two files have one version.
class Versioned {
 public:
  Versioned() { write(0); }
  void write(int version) const {
    dir.write("s/SKILL.md", text(version));
    dir.write("s/data", text(version));
  }
  static std::string text(int version) { return "version " + std::to_string(version); }
  [[nodiscard]] std::string path() const { return dir / "s"; }

  TempDir dir;
};

bool is_of_version(const skill::Snapshot& snapshot, int version) {
  const std::string text = Versioned::text(version);
  const auto file = [&](const char* name) { return Resource{name, text.size(), sha256(text)}; };
  return snapshot.text == text && snapshot.files == std::vector{file("SKILL.md"), file("data")};
}

// Until the clock of the file system has moved on so far that a stamp proves what it is of.
void wait_until_settled(const std::string& folder) {
  while (!skill::list_files(folder).stamp.settled_at(Stamp::now_ns())) std::this_thread::yield();
}

}  // namespace

TEST_CASE("a snapshot has each file with size and digest, and the text of SKILL.md") {
  const Versioned folder;
  const auto snapshot = take_snapshot(folder.path());
  REQUIRE(snapshot);
  CHECK(is_of_version(*snapshot, 0));
  CHECK(snapshot->skill_file == "SKILL.md");
  CHECK(snapshot->stamp == skill::list_files(folder.path()).stamp);
}

TEST_CASE("a change while a folder is read leads to another reading, never to a mix") {
  for (const bool settled : {false, true}) {
    CAPTURE(settled);
    const Versioned folder;
    if (settled) wait_until_settled(folder.path());
    int readings = 0;
    const auto snapshot = take_snapshot(folder.path(), [&] {
      ++readings;
      if (readings == 1) folder.dir.write("s/data", Versioned::text(1));
      if (readings == 2) folder.dir.write("s/SKILL.md", Versioned::text(1));
    });
    REQUIRE(snapshot);
    CHECK(is_of_version(*snapshot, 1));
  }
}

TEST_CASE("a change that leaves every stamp as it was is found by a second reading") {
  const Versioned folder;
  const std::string path = folder.dir / "s/data";
  int readings = 0;
  const auto snapshot = take_snapshot(folder.path(), [&] {
    if (++readings == 1) folder.dir.write("s/data", "Version 0");  // the same size, the same moment
  });
  REQUIRE(snapshot);
  CHECK(readings >= 2);
  CHECK(snapshot->files[1].hash == sha256("Version 0"));
}

TEST_CASE("a folder that changes all the time is an error, and the readings are bounded") {
  const Versioned folder;
  int readings = 0;
  const auto snapshot = take_snapshot(folder.path(), [&] { folder.write(++readings); });
  REQUIRE_FALSE(snapshot);
  CHECK(snapshot.error().code == "skill.changing");
  CHECK(snapshot.error().subject == folder.path());
  CHECK(readings <= 6);
}

TEST_CASE("a folder that is replaced while it is read is read to its end") {
  const Versioned folder;
  folder.dir.write("new/SKILL.md", "new");
  bool replaced = false;
  const auto snapshot = take_snapshot(folder.path(), [&] {
    if (std::exchange(replaced, true)) return;
    std::filesystem::rename(folder.path(), folder.dir / "old");
    std::filesystem::rename(folder.dir / "new", folder.path());
  });
  REQUIRE(snapshot);
  CHECK(is_of_version(*snapshot, 0));
}

TEST_CASE("a racing writer is never seen half way") {
  const Versioned folder;
  // Whole folders are renamed into place; within one, files are of one version.
  std::jthread writer([&](const std::stop_token& stop) {
    for (int version = 1; !stop.stop_requested(); ++version) {
      folder.dir.write("next/SKILL.md", Versioned::text(version));
      folder.dir.write("next/data", Versioned::text(version));
      std::filesystem::rename(folder.dir / "next/SKILL.md", folder.dir / "s/SKILL.md");
      std::filesystem::rename(folder.dir / "next/data", folder.dir / "s/data");
    }
  });
  const auto check = [](const skill::Snapshot& snapshot) {
    // Between the two renames the files differ by one version; never by more, and never is a
    // digest that of other bytes than the text.
    REQUIRE(snapshot.files.size() == 2);
    CHECK(snapshot.files[0].hash == sha256(snapshot.text));
    const int version = std::stoi(snapshot.text.substr(8));
    const auto data = snapshot.files[1].hash;
    CHECK(
        (data == sha256(Versioned::text(version)) || data == sha256(Versioned::text(version - 1))));
  };
  for (int i = 0; i < 300; ++i) {
    if (const auto snapshot = take_snapshot(folder.path())) check(*snapshot);  // or "changing"
  }
  writer.request_stop();
  writer.join();
  const auto last = take_snapshot(folder.path());
  REQUIRE(last);
  check(*last);
}

TEST_CASE("the digest covers names, sizes and content of all files") {
  const skill::Snapshot one{.files = {{"a", 1, sha256("x")}, {"b", 1, sha256("y")}}};
  skill::Snapshot other = one;
  CHECK(one.digest() == other.digest());
  other.files[1].path = "c";
  CHECK(one.digest() != other.digest());
  other = one;
  other.files[0].hash = sha256("z");
  CHECK(one.digest() != other.digest());
  other = one;
  other.files.pop_back();
  CHECK(one.digest() != other.digest());
}

TEST_CASE("a link to a file of the same skill is served, one out of it is a problem") {
  const Versioned folder;
  std::filesystem::create_symlink("data", folder.path() + "/inside");
  std::filesystem::create_symlink("/etc/passwd", folder.path() + "/outside");
  const auto snapshot = take_snapshot(folder.path());
  REQUIRE(snapshot);
  REQUIRE(snapshot->files.size() == 3);
  CHECK(snapshot->files[2] == Resource{"inside", 9, sha256("version 0")});
  REQUIRE(snapshot->problems.size() == 1);
  CHECK(snapshot->problems[0].code == "file.link_outside");
}

TEST_CASE("a SKILL.md that is a link out of its folder is refused") {
  const TempDir dir;
  dir.write("shared.md", "text");
  dir.make_folder("s");
  std::filesystem::create_symlink("../shared.md", dir / "s/SKILL.md");
  const auto snapshot = take_snapshot(dir / "s");
  REQUIRE_FALSE(snapshot);
  CHECK(snapshot.error().code == "file.link_outside");
}
