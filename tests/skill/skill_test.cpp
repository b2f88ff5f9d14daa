// SPDX-License-Identifier: Apache-2.0
#include "skill/skill.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/temp_dir.h"

using muster::sha256;
using muster::skill::load;
using muster::skill::Mode;
using muster::skill::Resource;
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
  REQUIRE(loaded.skill->files.size() == 1);
  CHECK(loaded.skill->files[0] == Resource{"SKILL.md", kText.size(), sha256(kText)});
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

TEST_CASE("slashes at the end of a folder's path stand in no path of what it holds") {
  const TempDir dir;
  dir.write("greet/SKILL.md", kText);
  dir.write("greet/a", "a");
  const auto loaded = load(dir / "greet//", Mode::strict);
  REQUIRE(loaded.skill);
  CHECK(loaded.skill->path == dir / "greet");
  CHECK(loaded.skill->location == dir / "greet/SKILL.md");
}

TEST_CASE("what cannot be served is told of by path") {
  const TempDir dir;
  dir.write("greet/SKILL.md", kText);
  std::filesystem::create_symlink("/a", dir / "greet/a");
  REQUIRE(::mkfifo((dir / "greet/b").c_str(), 0600) == 0);
  std::filesystem::create_symlink("/c", dir / "greet/c");
  const auto loaded = load(dir / "greet", Mode::lenient);
  REQUIRE(loaded.warnings.size() == 3);
  CHECK(loaded.warnings[0].subject == dir / "greet/a");
  CHECK(loaded.warnings[1].subject == dir / "greet/b");
  CHECK(loaded.warnings[2].subject == dir / "greet/c");
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

TEST_CASE("a change of any file is another skill, the same files are the same") {
  const TempDir dir;
  dir.write("greet/SKILL.md", kText);
  dir.write("greet/scripts/run.sh", "echo one\n");
  const auto first = load(dir / "greet", Mode::strict).skill->hash;
  CHECK(load(dir / "greet", Mode::strict).skill->hash == first);
  dir.write("greet/scripts/run.sh", "echo two\n");
  const auto second = load(dir / "greet", Mode::strict).skill->hash;
  CHECK(second != first);
  dir.write("greet/scripts/run.sh", "echo one\n");
  CHECK(load(dir / "greet", Mode::strict).skill->hash == first);
  std::filesystem::rename(dir / "greet/scripts/run.sh", dir / "greet/scripts/go.sh");
  CHECK(load(dir / "greet", Mode::strict).skill->hash != first);
}

TEST_CASE("a file that cannot be served is warned of, in strict mode refused") {
  const TempDir dir;
  dir.write("greet/SKILL.md", kText);
  dir.write("outside", "secret");
  std::filesystem::create_symlink("../outside", dir / "greet/leak");
  const auto lenient = load(dir / "greet", Mode::lenient);
  REQUIRE(lenient.skill);
  CHECK(lenient.skill->files.size() == 1);
  REQUIRE(lenient.skill->warnings.size() == 1);
  CHECK(lenient.skill->warnings[0].code == "file.link_outside");
  CHECK(lenient.skill->warnings[0].subject == dir / "greet/leak");
  const auto strict = load(dir / "greet", Mode::strict);
  CHECK_FALSE(strict.skill);
  CHECK(strict.errors == lenient.warnings);
}

TEST_CASE("of a folder past a limit SKILL.md alone is served, in strict mode nothing") {
  const TempDir dir;
  dir.write("greet/SKILL.md", kText);
  for (int i = 0; i < 512; ++i) dir.write("greet/data/" + std::to_string(i), "x");
  const auto lenient = load(dir / "greet", Mode::lenient);
  REQUIRE(lenient.skill);
  CHECK(lenient.skill->files.size() == 1);
  REQUIRE(lenient.warnings.size() == 1);
  CHECK(lenient.warnings[0].message == "has more than 512 files or folders");
  CHECK(load(dir / "greet", Mode::strict).errors.at(0).code == "skill.too_many_files");
  std::filesystem::remove(dir / "greet/data/0");
  CHECK(load(dir / "greet", Mode::strict).skill->files.size() == 512);
}

TEST_CASE("a body of up to 16 KiB is held, a longer one is read when it is asked for") {
  const TempDir dir;
  const std::string text(kText.substr(0, kText.find("Say")));
  dir.write("greet/SKILL.md", text + std::string(16 * 1024, 'x'));
  CHECK(load(dir / "greet", Mode::strict).skill->body);
  dir.write("greet/SKILL.md", text + std::string(16 * 1024 + 1, 'x'));
  CHECK_FALSE(load(dir / "greet", Mode::strict).skill->body);
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
