// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"

#include <algorithm>
#include <string>
#include <utility>

namespace muster::catalog {
namespace {

const std::string& slug_of(const Catalog::Entry& entry) { return entry.agent->descriptor.slug; }
const std::string& name_of_skill(const skill::SkillPtr& unit) { return unit->descriptor.name; }

}  // namespace

Catalog::Catalog(std::vector<plugin::PluginPtr> plugins, std::vector<skill::SkillPtr> skills,
                 std::vector<skill::SkillPtr> shadowed)
    : plugins_(std::move(plugins)), skills_(std::move(skills)), shadowed_(std::move(shadowed)) {
  for (const plugin::PluginPtr& unit : plugins_) {
    for (const auto& agent : unit->agents) agents_.push_back({agent.get(), unit.get()});
  }
  std::ranges::sort(agents_, {}, slug_of);
}

const Catalog::Entry* Catalog::find(std::string_view slug) const noexcept {
  const auto found = std::ranges::lower_bound(agents_, slug, {}, slug_of);
  return found != agents_.end() && slug_of(*found) == slug ? &*found : nullptr;
}

const skill::LoadedSkill* Catalog::find_skill(std::string_view name) const noexcept {
  const auto found = std::ranges::lower_bound(skills_, name, {}, name_of_skill);
  return found != skills_.end() && name_of_skill(*found) == name ? found->get() : nullptr;
}

}  // namespace muster::catalog
