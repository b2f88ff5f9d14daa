// SPDX-License-Identifier: Apache-2.0
#include "skill/skill.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/temp_dir.h"

using muster::sha256;
using muster::skill::load;
using muster::skill::Mode;
using muster::test::TempDir;

namespace {

constexpr std::string_view kText = "---\nname: greet\ndescription: Greets.\n---\nSay hello.\n";

}  // namespace

TEST_CASE("a skill is loaded from its folder with hash, stamp and body") {
  const TempDir dir;
  dir.write("greet/SKILL.md", kText);
  const auto loaded = load(dir / "greet", Mode::strict);
  REQUIRE(loaded.skill);
  CHECK(loaded.errors.empty());
  CHECK(loaded.skill->path == dir / "greet");
  CHECK(loaded.skill->hash == sha256(kText));
  CHECK(loaded.stamp.size == kText.size());
  CHECK(loaded.read_at_ns > 0);
  CHECK(loaded.skill->descriptor.name == "greet");
  CHECK(loaded.skill->body == "Say hello.\n");
}

TEST_CASE("SKILL.md is preferred over skill.md, and either is accepted") {
  const TempDir dir;
  dir.write("greet/skill.md", "---\nname: greet\ndescription: Small.\n---\n");
  CHECK(load(dir / "greet", Mode::strict).skill->descriptor.description == "Small.");
  dir.write("greet/SKILL.md", kText);
  CHECK(load(dir / "greet", Mode::strict).skill->descriptor.description == "Greets.");
}

TEST_CASE("diagnostics name the file below the path that reports use") {
  const TempDir dir;
  dir.write("greet/SKILL.md", "---\nname: greet\n---\n");
  const auto loaded = load(dir / "greet", Mode::lenient);
  CHECK_FALSE(loaded.skill);
  REQUIRE(loaded.errors.size() == 1);
  CHECK(loaded.errors[0].subject == dir / "greet/SKILL.md:1:1");
}

TEST_CASE("warnings stay with the skill") {
  const TempDir dir;
  dir.write("hello/SKILL.md", kText);
  const auto loaded = load(dir / "hello", Mode::lenient);
  REQUIRE(loaded.skill);
  REQUIRE(loaded.warnings.size() == 1);
  CHECK(loaded.warnings[0].code == "skill.name_folder");
  CHECK(loaded.skill->warnings == loaded.warnings);
}

TEST_CASE("a folder without SKILL.md is an error that names the folder") {
  const TempDir dir;
  const auto loaded = load(dir.path(), Mode::lenient);
  REQUIRE(loaded.errors.size() == 1);
  CHECK(loaded.errors[0].code == "skill.no_file");
  CHECK(loaded.errors[0].subject == dir.path());
}

TEST_CASE("a SKILL.md that is a FIFO is refused at once") {
  const TempDir dir;
  dir.make_folder("greet");
  REQUIRE(::mkfifo((dir / "greet/SKILL.md").c_str(), 0600) == 0);
  const auto loaded = load(dir / "greet", Mode::lenient);
  REQUIRE(loaded.errors.size() == 1);
  CHECK(loaded.errors[0].code == "file.not_regular");
}

TEST_CASE("a SKILL.md past the limit is refused") {
  const TempDir dir;
  dir.write("greet/SKILL.md", std::string(kText) + std::string(1 << 20, 'x'));
  CHECK(load(dir / "greet", Mode::lenient).errors.at(0).code == "file.too_large");
}

TEST_CASE("the folder's name is found behind slashes and dots") {
  const TempDir dir;
  dir.write("greet/SKILL.md", kText);
  dir.make_folder("greet/scripts");
  CHECK(load(dir / "greet//", Mode::strict).skill);
  CHECK(load(dir / "greet/.", Mode::strict).skill);
  CHECK(load(dir / "greet/scripts/..", Mode::strict).skill);
}

TEST_CASE("every bundled skill passes strict mode") {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(MUSTER_BUNDLED_SKILLS)) {
    if (!entry.is_directory()) continue;
    const auto loaded = load(entry.path().string(), Mode::strict);
    for (const auto& error : loaded.errors) FAIL_CHECK(to_string(error));
    CHECK(loaded.warnings.empty());
    ++count;
  }
  CHECK(count > 0);
}
