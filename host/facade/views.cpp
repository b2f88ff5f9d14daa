// SPDX-License-Identifier: Apache-2.0
#include "facade/views.h"

#include <algorithm>

namespace muster::facade {
namespace {

SkillFile view(const skill::Resource& file) { return {file.path, file.size, file.hash.hex()}; }

}  // namespace

AgentInfo info_of(const catalog::Catalog::Entry& entry, std::uint64_t generation) {
  return {entry.agent->descriptor, entry.plugin->path, entry.plugin->sha256(), generation};
}

SkillInfo info_of(const skill::LoadedSkill& unit, std::uint64_t generation) {
  SkillInfo info{unit.descriptor, unit.path, unit.hash.hex(), generation, unit.location};
  for (const skill::Resource& file : unit.files) info.files.push_back(view(file));
  return info;
}

std::vector<std::string> tags_of(const SkillDescriptor& skill) {
  std::vector<std::string> tags = skill.tags;
  for (const auto& [key, value] : skill.metadata) tags.push_back(key + '=' + value);
  return tags;
}

SkillFile file_of(const skill::LoadedSkill& unit, std::string_view path) {
  return view(*std::ranges::find(unit.files, path, &skill::Resource::path));
}

PluginInfo info_of(const plugin::LoadedPlugin& unit, std::uint64_t generation) {
  PluginInfo info{unit.path, unit.hash.hex(), {}, generation};
  for (const auto& agent : unit.agents) info.agents.push_back(agent->descriptor.slug);
  return info;
}

}  // namespace muster::facade
