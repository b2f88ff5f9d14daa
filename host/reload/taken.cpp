// SPDX-License-Identifier: Apache-2.0
#include "reload/taken.h"

#include <algorithm>

namespace muster::reload {
namespace {

bool is_same_folder(const catalog::SeenFolderPtr& one, const catalog::SeenFolderPtr& other) {
  return one == other || (one->path == other->path && one->content() == other->content());
}

bool is_same(const catalog::Inventory& one, const catalog::Inventory& other) {
  return one.plugins == other.plugins &&
         std::ranges::equal(one.skills, other.skills, is_same_folder) &&
         one.problems == other.problems && one.warnings == other.warnings;
}

/// Of a skill that is past a limit not all files were looked at.
bool is_proof(const catalog::SeenFolder& folder, std::int64_t found_at_ns) {
  return !(folder.listing && folder.listing->beyond) && folder.content().settled_at(found_at_ns);
}

bool is_proof(const Taken& taken) {
  return std::ranges::all_of(taken.inventory.plugins,
                             [&](const catalog::Found& found) {
                               return found.stamp.settled_at(taken.found_at_ns);
                             }) &&
         std::ranges::all_of(taken.inventory.skills, [&](const catalog::SeenFolderPtr& folder) {
           return is_proof(*folder, taken.found_at_ns);
         });
}

}  // namespace

Difference difference(const Taken& before, const catalog::Inventory& now) {
  if (!is_same(before.inventory, now)) return Difference::some;
  return is_proof(before) ? Difference::none : Difference::unproven;
}

}  // namespace muster::reload
