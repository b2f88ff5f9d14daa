// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FACADE_VIEWS_H
#define MUSTER_FACADE_VIEWS_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <muster/descriptor.h>
#include "catalog/catalog.h"

/// Units as the public headers show them: copies, so that nobody holds a library by looking at it.
namespace muster::facade {

[[nodiscard]] AgentInfo info_of(const catalog::Catalog::Entry& entry, std::uint64_t generation);
[[nodiscard]] SkillInfo info_of(const skill::LoadedSkill& unit, std::uint64_t generation);
/// What a filter takes a skill by: its tags, and KEY=VALUE of its metadata.
[[nodiscard]] std::vector<std::string> tags_of(const SkillDescriptor& skill);
/// A file that the skill has.
[[nodiscard]] SkillFile file_of(const skill::LoadedSkill& unit, std::string_view path);
[[nodiscard]] PluginInfo info_of(const plugin::LoadedPlugin& unit, std::uint64_t generation);

}  // namespace muster::facade

#endif
