// SPDX-License-Identifier: Apache-2.0
#include "package/unpack.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "package/pack.h"
#include "support/raw_zip.h"
#include "support/temp_dir.h"

namespace muster::package {
namespace {

namespace fs = std::filesystem;
using test::raw_zip;
using test::TempDir;

std::string skill_text(const std::string& name, const std::string& more = {}) {
  return "---\nname: " + name + "\ndescription: Greets.\n" + more + "---\n# Greet\n";
}

std::string greeting(const std::string& more = {}) {
  return raw_zip({{.name = "greet/SKILL.md", .bytes = skill_text("greet", more)},
                  {.name = "greet/scripts/run.sh", .bytes = "echo\n", .mode = 0100755}});
}

std::string code_of(const Unpacked& unpacked) {
  return unpacked.errors.empty() ? "" : std::string(unpacked.errors.front().code);
}

TEST_CASE("a package becomes the folder of its skill") {
  const TempDir dir;
  const Unpacked unpacked = unpack_bytes(greeting(), "x.skill", dir.path() + '/');
  for (const Error& error : unpacked.errors) FAIL_CHECK(to_string(error));
  REQUIRE(unpacked.skill);
  CHECK(unpacked.skill->descriptor.name == "greet");
  CHECK(unpacked.skill->path == dir / "greet");
  CHECK(unpacked.skill->location == dir / "greet/SKILL.md");
  CHECK(unpacked.skill->files.size() == 2);
  CHECK(unpacked.skill->hash == skill::load(dir / "greet", skill::Mode::strict).skill->hash);
  const auto mode = fs::status(dir / "greet/scripts/run.sh").permissions();
  CHECK((mode & fs::perms::owner_exec) != fs::perms::none);
  CHECK(std::distance(fs::directory_iterator(dir.path()), {}) == 1);
}

TEST_CASE("what was packed unpacks to an equal skill, and packs to the same bytes") {
  const TempDir dir;
  dir.write("from/greet/SKILL.md", skill_text("greet"));
  dir.write("from/greet/references/gr\xc3\xbc\xc3\x9f.md", "Hallo.\n");
  dir.make_folder("to");
  const Packed packed = pack(dir / "from/greet");
  REQUIRE(packed.skill);
  REQUIRE(save(packed, dir / "greet.skill", false));
  const Unpacked unpacked = unpack(dir / "greet.skill", dir / "to", {.mode = skill::Mode::strict});
  REQUIRE(unpacked.skill);
  CHECK(unpacked.skill->hash == packed.skill->hash);
  CHECK(pack(dir / "to/greet").bytes == packed.bytes);
}

TEST_CASE("the skill's folder has its name, whatever the package calls it") {
  const TempDir dir;
  const auto at_top = raw_zip({{.name = "SKILL.md", .bytes = skill_text("one")}});
  const auto in_folder = raw_zip({{.name = "top/SKILL.md", .bytes = skill_text("two")}});
  CHECK(unpack_bytes(at_top, "x", dir.path(), {.mode = skill::Mode::strict}).skill);
  CHECK(unpack_bytes(in_folder, "x", dir.path(), {.mode = skill::Mode::strict}).skill);
  CHECK(fs::exists(dir / "one/SKILL.md"));
  CHECK(fs::exists(dir / "two/SKILL.md"));
}

TEST_CASE("a skill is judged before it is in place: oddities are warnings, or errors if strict") {
  const TempDir dir;
  const std::string odd = greeting("version: 1\n");
  const Unpacked strict = unpack_bytes(odd, "x.skill", dir.path(), {.mode = skill::Mode::strict});
  CHECK_FALSE(strict.skill);
  REQUIRE(strict.errors.size() == 1);
  CHECK(strict.errors[0].code == "skill.unknown_field");
  CHECK(strict.errors[0].subject == "x.skill/SKILL.md:4:1");
  CHECK(fs::is_empty(dir.path()));
  const Unpacked lenient = unpack_bytes(odd, "x.skill", dir.path());
  CHECK(lenient.skill);
  REQUIRE(lenient.warnings.size() == 1);
  CHECK(lenient.warnings[0].subject == "x.skill/SKILL.md:4:1");
}

TEST_CASE("an empty folder is told of and not made, in strict mode too") {
  const TempDir dir;
  const auto bytes = raw_zip({{.name = "greet/", .mode = 040755},
                              {.name = "greet/SKILL.md", .bytes = skill_text("greet")},
                              {.name = "greet/assets/", .mode = 040755},
                              {.name = "greet/scripts/", .mode = 040755},
                              {.name = "greet/scripts/run.sh", .bytes = "echo\n"}});
  const Unpacked unpacked =
      unpack_bytes(bytes, "x.skill", dir.path(), {.mode = skill::Mode::strict});
  REQUIRE(unpacked.skill);
  REQUIRE(unpacked.warnings.size() == 1);
  CHECK(unpacked.warnings[0].code == "package.left_out");
  CHECK(unpacked.warnings[0].subject == "x.skill: greet/assets");
  CHECK_FALSE(fs::exists(dir / "greet/assets"));
}

TEST_CASE("a skill without a name leaves nothing") {
  const TempDir dir;
  const auto nameless = raw_zip({{.name = "SKILL.md", .bytes = "---\ndescription: x\n---\n"}});
  CHECK(code_of(unpack_bytes(nameless, "x", dir.path())) == "skill.missing_field");
  CHECK(code_of(unpack_bytes(raw_zip({{.name = "README.md", .bytes = ""}}), "x", dir.path())) ==
        "package.no_skill");
  CHECK(fs::is_empty(dir.path()));
}

TEST_CASE("what only a load finds leaves nothing either: a SKILL.md that no host would read") {
  const TempDir dir;
  const std::string text = skill_text("greet") + std::string(1 << 20, 'x');
  const Unpacked unpacked =
      unpack_bytes(raw_zip({{.name = "SKILL.md", .bytes = text}}), "x.skill", dir.path());
  CHECK(code_of(unpacked) == "file.too_large");
  CHECK(unpacked.errors[0].subject == "x.skill/SKILL.md");
  CHECK(fs::is_empty(dir.path()));
}

TEST_CASE("a skill that is there stays, and by force the two change places") {
  const TempDir dir;
  dir.write("greet/SKILL.md", skill_text("greet"));
  dir.write("greet/mine", "kept");
  CHECK(code_of(unpack_bytes(greeting(), "x", dir.path())) == "package.exists");
  CHECK(fs::exists(dir / "greet/mine"));
  CHECK(unpack_bytes(greeting(), "x", dir.path(), {.force = true}).skill);
  CHECK_FALSE(fs::exists(dir / "greet/mine"));
  CHECK(fs::exists(dir / "greet/scripts/run.sh"));
  CHECK(std::distance(fs::directory_iterator(dir.path()), {}) == 1);
}

TEST_CASE("by force too, what is no skill stays") {
  const TempDir dir;
  dir.write("greet/thesis.txt", "kept");
  CHECK(code_of(unpack_bytes(greeting(), "x", dir.path(), {.force = true})) ==
        "package.not_replaced");
  CHECK(fs::exists(dir / "greet/thesis.txt"));
}

TEST_CASE("a link in the skill's place is not followed, and what it leads to stays") {
  const TempDir dir;
  dir.write("elsewhere/SKILL.md", skill_text("greet"));
  dir.make_folder("to");
  fs::create_symlink("../elsewhere", dir / "to/greet");
  CHECK(code_of(unpack_bytes(greeting(), "x", dir / "to")) == "package.exists");
  CHECK(unpack_bytes(greeting(), "x", dir / "to", {.force = true}).skill);
  CHECK_FALSE(fs::is_symlink(dir / "to/greet"));
  CHECK(fs::exists(dir / "elsewhere/SKILL.md"));
  CHECK_FALSE(fs::exists(dir / "elsewhere/scripts"));
}

TEST_CASE("a package that is not there, or a destination, is named") {
  const TempDir dir;
  const Unpacked missing = unpack(dir / "none.skill", dir.path());
  CHECK(code_of(missing) == "file.missing");
  CHECK(code_of(unpack_bytes(greeting(), "x", dir / "none")) == "package.unwritable");
}

}  // namespace
}  // namespace muster::package
