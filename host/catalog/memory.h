// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_MEMORY_H
#define MUSTER_CATALOG_MEMORY_H

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/loaded_plugin.h"
#include "skill/skill.h"

namespace muster::catalog {

/// What the program itself has added: units without a file, which reloads leave as they are.
struct Memory {
  std::vector<plugin::PluginPtr> agents;  ///< of one agent each; sorted by slug, none twice
  std::vector<skill::SkillPtr> skills;    ///< sorted by name, none twice

  [[nodiscard]] bool has_agent(std::string_view slug) const noexcept;

  friend bool operator==(const Memory&, const Memory&) = default;
};

[[nodiscard]] inline const std::string& slug_of(const plugin::PluginPtr& memory_agent) noexcept {
  return memory_agent->agents.front()->descriptor.slug;
}
[[nodiscard]] inline const std::string& name_of_skill(const skill::SkillPtr& skill) noexcept {
  return skill->descriptor.name;
}

/// The skills of that name, of units that are sorted by name.
[[nodiscard]] inline std::span<const skill::SkillPtr> namesakes(
    std::span<const skill::SkillPtr> units, std::string_view name) noexcept {
  const auto first = std::ranges::lower_bound(units, name, {}, name_of_skill);
  const auto is_one = [&](const skill::SkillPtr& unit) { return name_of_skill(unit) == name; };
  return {first, std::find_if_not(first, units.end(), is_one)};
}

}  // namespace muster::catalog

#endif
