// SPDX-License-Identifier: Apache-2.0
#include "package/pack.h"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "package/zip.h"
#include "support/temp_dir.h"

namespace muster::package {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSkill = "---\nname: greet\ndescription: Greets.\n---\n# Greet\n";

void write_skill(const test::TempDir& dir) {
  dir.write("greet/SKILL.md", kSkill);
  dir.write("greet/references/more.md", "More.\n");
  fs::permissions(dir.write("greet/scripts/run.sh", "echo hello\n"), fs::perms::owner_all);
}

std::string content_of(const std::string& file) {
  std::ostringstream content;
  content << std::ifstream(file, std::ios::binary).rdbuf();
  return content.str();
}

TEST_CASE("a package holds the skill in a folder of its name") {
  const test::TempDir dir;
  write_skill(dir);
  const Packed packed = pack(dir / "greet");
  REQUIRE(packed.skill);
  const auto files = read_zip(packed.bytes, "x.skill");
  CHECK(files.value() == std::vector<File>{{"greet/SKILL.md", std::string(kSkill)},
                                           {"greet/references/more.md", "More.\n"},
                                           {"greet/scripts/run.sh", "echo hello\n", true}});
  CHECK(packed.hash == sha256(packed.bytes));
}

TEST_CASE("equal skills make equal packages, whenever and wherever they were written") {
  const test::TempDir one;
  const test::TempDir other;
  write_skill(one);
  // In another order, at another time, with other modes.
  fs::permissions(other.write("greet/scripts/run.sh", "echo hello\n"), fs::perms::all);
  other.write("greet/references/more.md", "More.\n");
  fs::permissions(other.write("greet/SKILL.md", kSkill), fs::perms::owner_read);
  other.make_folder("greet/empty");
  fs::last_write_time(other / "greet/SKILL.md",
                      fs::file_time_type::clock::now() - std::chrono::hours(100'000));
  const Packed first = pack(one / "greet");
  REQUIRE(first.skill);
  CHECK(pack(one / "greet").bytes == first.bytes);
  CHECK(pack(other / "greet/").bytes == first.bytes);
  fs::last_write_time(one / "greet/SKILL.md", fs::file_time_type::clock::now());
  CHECK(pack(one / "greet").bytes == first.bytes);
  one.write("greet/references/more.md", "Less.\n");
  CHECK(pack(one / "greet").bytes != first.bytes);
}

TEST_CASE("what of a folder is not packed is told") {
  const test::TempDir dir;
  write_skill(dir);
  CHECK(pack(dir / "greet").warnings.empty());
  dir.make_folder("greet/assets");
  dir.make_folder("greet/references/deep/deeper");
  dir.write("greet/scripts/node_modules/x.js", "x");
  dir.write("greet/.git/HEAD", "x");
  const Packed packed = pack(dir / "greet");
  REQUIRE(packed.skill);
  std::vector<std::string> told;
  for (const Error& warning : packed.warnings) {
    CHECK(warning.code == "package.left_out");
    told.push_back(warning.subject.substr(dir.path().size()));
  }
  CHECK(told == std::vector<std::string>{"/greet/assets", "/greet/references/deep",
                                         "/greet/references/deep/deeper", "/greet/.git",
                                         "/greet/scripts/node_modules"});
}

TEST_CASE("what strict validation refuses is not packed") {
  const test::TempDir dir;
  dir.write("greet/SKILL.md", "---\nname: greet\ndescription: Greets.\nversion: 1\n---\n");
  const Packed packed = pack(dir / "greet");
  CHECK_FALSE(packed.skill);
  REQUIRE(packed.errors.size() == 1);
  CHECK(packed.errors[0].code == "skill.unknown_field");
  CHECK(packed.errors[0].subject == dir / "greet/SKILL.md:4:1");
  CHECK(pack(dir / "none").errors[0].code == "file.missing");
}

TEST_CASE("what could not be unpacked is not packed") {
  const test::TempDir dir;
  dir.write("greet/SKILL.md", kSkill);
  dir.write("greet/skill.md", "Another one.");  // which a validator lets lie beside it
  const Packed packed = pack(dir / "greet");
  CHECK_FALSE(packed.skill);
  REQUIRE(packed.errors.size() == 1);
  CHECK(packed.errors[0].code == "package.same_path");
}

TEST_CASE("a package is saved whole, and over another one only by force") {
  const test::TempDir dir;
  write_skill(dir);
  const Packed packed = pack(dir / "greet");
  REQUIRE(packed.skill);
  const std::string file = dir / "greet.skill";
  CHECK(save(packed, file, false));
  CHECK(content_of(file) == packed.bytes);
  dir.write("greet.skill", "mine");
  const auto refused = save(packed, file, false);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "package.exists");
  CHECK(content_of(file) == "mine");
  CHECK(save(packed, file, true));
  CHECK(content_of(file) == packed.bytes);
  const auto nowhere = save(packed, dir / "none/greet.skill", false);
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().code == "package.unwritable");
  std::size_t left = 0;
  for (const auto& entry : fs::directory_iterator(dir.path())) left += entry.exists() ? 1 : 0;
  CHECK(left == 2);
}

TEST_CASE("by force too, a package takes the place of no folder") {
  const test::TempDir dir;
  write_skill(dir);
  dir.write("mine/thesis.txt", "kept");
  const auto saved = save(pack(dir / "greet"), dir / "mine", true);
  REQUIRE_FALSE(saved);
  CHECK(saved.error().code == "package.not_replaced");
  CHECK(fs::exists(dir / "mine/thesis.txt"));
}

TEST_CASE("every bundled skill can be packed") {
  for (const auto& entry : fs::directory_iterator(MUSTER_BUNDLED_SKILLS)) {
    if (!entry.is_directory()) continue;
    const Packed packed = pack(entry.path());
    for (const Error& error : packed.errors) FAIL_CHECK(to_string(error));
    CHECK(packed.skill);
  }
}

}  // namespace
}  // namespace muster::package
