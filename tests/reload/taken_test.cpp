// SPDX-License-Identifier: Apache-2.0
#include "reload/taken.h"

#include <doctest/doctest.h>

#include <memory>

#include "catalog/codes.h"
#include "skill/codes.h"

namespace muster::reload {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kChanged = 100 * kSecond + 1;

Stamp stamp(std::uint64_t inode) { return {.inode = inode, .changed_ns = kChanged}; }

catalog::SeenFolderPtr skill_folder(std::uint64_t inode) {
  auto folder = std::make_shared<catalog::SeenFolder>();
  folder->path = "s/a";
  folder->listing.emplace().stamp = stamp(inode);
  return folder;
}

Taken taken() {
  return {{.plugins = {{"p/a.so", "p", false, stamp(1)}}, .skills = {skill_folder(2)}},
          kChanged + kSecond};
}

TEST_SUITE_BEGIN("reload");

TEST_CASE("a disk with the same stamps has not changed") {
  catalog::Inventory now = taken().inventory;
  CHECK(difference(taken(), now) == Difference::none);
}

TEST_CASE("another file, folder, problem or warning is a difference") {
  catalog::Inventory now = taken().inventory;
  now.plugins[0].stamp = stamp(7);
  CHECK(difference(taken(), now) == Difference::some);
  now = taken().inventory;
  now.skills[0] = skill_folder(7);
  CHECK(difference(taken(), now) == Difference::some);
  now = taken().inventory;
  now.skills.clear();
  CHECK(difference(taken(), now) == Difference::some);
  const Error missing = error(catalog::codes::root_missing, "p", "there is no such folder");
  now = taken().inventory;
  now.problems = {missing};
  CHECK(difference(taken(), now) == Difference::some);
  now = taken().inventory;
  now.warnings = {missing};
  CHECK(difference(taken(), now) == Difference::some);
}

TEST_CASE("equal stamps prove nothing of what had just changed when it was taken in") {
  Taken young = taken();
  young.found_at_ns = kChanged + kSecond / 100;
  CHECK(difference(young, taken().inventory) == Difference::unproven);
  young.inventory.skills.clear();
  CHECK(difference(young, young.inventory) == Difference::unproven);
  young = taken();
  young.inventory.plugins.clear();
  young.found_at_ns = kChanged;
  CHECK(difference(young, young.inventory) == Difference::unproven);
}

TEST_CASE("the stamp of a skill that is past a limit proves nothing") {
  Taken before = taken();
  auto large = std::make_shared<catalog::SeenFolder>(*before.inventory.skills[0]);
  large->listing->beyond = error(skill::codes::too_many_files, "s/a", "has too many");
  before.inventory.skills[0] = large;
  CHECK(difference(before, before.inventory) == Difference::unproven);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::reload
