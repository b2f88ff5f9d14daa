// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace muster::catalog {
namespace {

const std::string& slug_of_entry(const Catalog::Entry& entry) {
  return entry.agent->descriptor.slug;
}

}  // namespace

Catalog::Catalog(std::vector<plugin::PluginPtr> plugins, std::vector<skill::SkillPtr> skills,
                 std::vector<skill::SkillPtr> shadowed, Memory memory)
    : plugins_(std::move(plugins)),
      folder_skills_(std::move(skills)),
      shadowed_(std::move(shadowed)),
      memory_(std::move(memory)) {
  for (const auto* const units : {&plugins_, &memory_.agents}) {
    for (const plugin::PluginPtr& unit : *units) {
      for (const auto& agent : unit->agents) agents_.push_back({agent.get(), unit.get()});
    }
  }
  std::ranges::sort(agents_, {}, slug_of_entry);
  std::ranges::merge(folder_skills_, memory_.skills, std::back_inserter(skills_), {}, name_of_skill,
                     name_of_skill);
}

bool Memory::has_agent(std::string_view slug) const noexcept {
  return std::ranges::binary_search(agents, slug, {}, slug_of);
}

const Catalog::Entry* Catalog::find(std::string_view slug) const noexcept {
  const auto found = std::ranges::lower_bound(agents_, slug, {}, slug_of_entry);
  return found != agents_.end() && slug_of_entry(*found) == slug ? &*found : nullptr;
}

skill::SkillPtr Catalog::find_skill(std::string_view name) const noexcept {
  const auto found = std::ranges::lower_bound(skills_, name, {}, name_of_skill);
  return found != skills_.end() && name_of_skill(*found) == name ? *found : nullptr;
}

}  // namespace muster::catalog
