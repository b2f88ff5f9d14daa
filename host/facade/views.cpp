// SPDX-License-Identifier: Apache-2.0
#include "facade/views.h"

namespace muster::facade {

AgentInfo info_of(const catalog::Catalog::Entry& entry, std::uint64_t generation) {
  return {entry.agent->descriptor, entry.plugin->path, entry.plugin->sha256(), generation};
}

SkillInfo info_of(const skill::LoadedSkill& unit, std::uint64_t generation) {
  return {unit.descriptor, unit.path, unit.hash.hex(), generation};
}

PluginInfo info_of(const plugin::LoadedPlugin& unit, std::uint64_t generation) {
  PluginInfo info{unit.path, unit.hash.hex(), {}, generation};
  for (const auto& agent : unit.agents) info.agents.push_back(agent->descriptor.slug);
  return info;
}

}  // namespace muster::facade
