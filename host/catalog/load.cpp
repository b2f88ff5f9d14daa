// SPDX-License-Identifier: Apache-2.0
#include "catalog/load.h"

#include <utility>

#include "catalog/load_plugins.h"
#include "catalog/load_skills.h"

namespace muster::catalog {

const Known* still_true(const KnownFiles& known, const Found& found) {
  const auto entry = known.find(found.path);
  if (entry == known.end()) return nullptr;
  const Known& before = entry->second;
  return before.stamp == found.stamp && before.stamp.settled_at(before.read_at_ns) ? &before
                                                                                   : nullptr;
}

Loaded load(const Inventory& inventory, std::shared_ptr<const Catalog> current,
            const KnownFiles& known, const Configurations& configurations, Loader& loader,
            Attempt& attempt) {
  LoadedSkills skills = load_skills(inventory.skills, current.get(), known, loader.skill_mode);
  // Last, for it lets go of what is current.
  Loaded loaded =
      load_plugins(inventory, std::move(current), known, configurations, loader, attempt);
  loaded.candidates.skills = std::move(skills.candidates);
  loaded.known.merge(skills.known);
  return loaded;
}

}  // namespace muster::catalog
