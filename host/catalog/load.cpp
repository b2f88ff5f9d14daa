// SPDX-License-Identifier: Apache-2.0
#include "catalog/load.h"

#include <utility>

#include "catalog/load_plugins.h"
#include "catalog/load_skills.h"

namespace muster::catalog {

Loaded load(const Inventory& inventory, std::shared_ptr<const Catalog> current,
            const Knowledge& known, const Configurations& configurations, Loader& loader,
            Attempt& attempt) {
  LoadedSkills skills =
      load_skills(inventory.skills, current.get(), known.skills, loader.skill_mode);
  // Last, for it lets go of what is current.
  LoadedPlugins plugins = load_plugins(inventory.plugins, std::move(current), known.plugins,
                                       configurations, loader, attempt);
  return {
      {std::move(plugins.candidates), std::move(skills.candidates), std::move(plugins.warnings)},
      {std::move(plugins.known), std::move(skills.known)}};
}

}  // namespace muster::catalog
