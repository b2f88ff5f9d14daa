// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_EDIT_H
#define MUSTER_CATALOG_EDIT_H

#include <span>
#include <string>
#include <variant>

#include <muster/error.h>
#include "catalog/catalog.h"

namespace muster::catalog {

struct AddAgent {
  plugin::PluginPtr unit;  ///< of plugin::memory_agent()
};
struct RemoveAgent {
  std::string slug;
};
struct AddSkill {
  skill::SkillPtr unit;  ///< of skill::memory_skill()
};
struct RemoveSkill {
  std::string name;
};

/// One thing that a program changes of what it has added.
using Step = std::variant<AddAgent, RemoveAgent, AddSkill, RemoveSkill>;

/// What serves after these steps, one after the other; an error names the first that cannot be:
/// the name is taken, by a file or by the program, or what is to be removed is not the program's.
/// Pure. A skill of a folder that was shadowed serves again once the program's own is removed.
///
/// Cost: O(n) in what serves, for any number of steps.
[[nodiscard]] Result<Catalog> edited(const Catalog& current, std::span<const Step> steps);

}  // namespace muster::catalog

#endif
