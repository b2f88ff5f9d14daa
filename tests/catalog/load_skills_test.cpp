// SPDX-License-Identifier: Apache-2.0
#include "catalog/load_skills.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "support/temp_dir.h"
#include "support/units.h"

namespace muster::catalog {
namespace {

using test::shared_skill;
using test::TempDir;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr Stamp kOld{.inode = 1, .changed_ns = kSecond + 1};

SeenFolderPtr seen(const std::string& path, const Stamp& stamp) {
  auto folder = std::make_shared<SeenFolder>();
  folder->path = path;
  folder->listing.emplace().stamp = stamp;
  return folder;
}

std::string text(const std::string& name) {
  return "---\nname: " + name + "\ndescription: Does one thing.\n---\n";
}

LoadedSkills load(const SeenFolders& found, const Catalog& current = {},
                  const KnownSkills& known = {}) {
  return load_skills(found, &current, known, skill::Mode::lenient);
}

TEST_SUITE_BEGIN("catalog");

TEST_CASE("a skill is not read again as long as the stamp stands that it was read by") {
  const auto folder = seen("no/such/folder", kOld);
  const auto unit = shared_skill(folder->path, "one");
  const auto read = [&](const Stamp& stamp, std::int64_t read_at_ns) {
    const auto loaded = load({folder}, {}, {{folder, unit, stamp, read_at_ns}});
    CHECK((loaded.known.at(0).unit == unit) == (loaded.candidates.at(0).unit == unit));
    return loaded.candidates.at(0).unit != unit;
  };
  CHECK_FALSE(read(kOld, 3 * kSecond));
  CHECK(read(kOld, kSecond + 2));  // it may have changed since within a tick of the clock
  CHECK(read({.inode = 2, .changed_ns = kSecond + 1}, 3 * kSecond));
}

TEST_CASE("skills that come, go and change places are known by their folders") {
  KnownSkills known;
  for (const char* path : {"a", "b", "c", "d"}) {
    known.push_back({seen(path, kOld), shared_skill(path, path), kOld, 3 * kSecond});
  }
  const auto loaded =
      load({known[2].folder, seen("between", {}), known[0].folder, known[3].folder}, {}, known);
  CHECK(loaded.candidates[0].unit == known[2].unit);
  CHECK(loaded.candidates[1].unit == nullptr);
  CHECK(loaded.candidates[2].unit == known[0].unit);
  CHECK(loaded.candidates[3].unit == known[3].unit);
}

TEST_CASE("a skill that is read again and is what serves keeps its unit, shadowed or not") {
  const TempDir dir;
  dir.write("one/SKILL.md", text("same"));
  dir.write("two/SKILL.md", text("same"));
  const SeenFolders found{seen(dir / "one", {}), seen(dir / "two", {})};
  const auto first = load(found).candidates;
  const auto& one = first[0].unit;
  const auto& two = first[1].unit;
  REQUIRE(one);
  REQUIRE(two);
  const auto again = load(found, Catalog({}, {one}, {two}));
  CHECK(again.candidates[0].unit == one);
  CHECK(again.candidates[1].unit == two);
  CHECK(again.known[1].unit == two);

  dir.write("two/SKILL.md", text("same") + "More.");
  CHECK(load(found, Catalog({}, {one}, {two})).candidates[1].unit != two);
}

TEST_CASE("a skill that was refused is read again") {
  const TempDir dir;
  const auto folder = seen(dir.make_folder("one"), kOld);
  const auto refused = load({folder});
  CHECK(refused.candidates[0].problems.size() == 1);
  dir.write("one/SKILL.md", text("one"));
  CHECK(load({folder}, {}, refused.known).candidates[0].unit);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::catalog
