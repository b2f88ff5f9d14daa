// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FACADE_SKILLS_H
#define MUSTER_FACADE_SKILLS_H

#include <cstdint>
#include <span>
#include <string_view>

#include <muster/error.h>
#include <muster/filter.h>
#include <muster/skill.h>
#include "skill/skill.h"

/// What hosts and sets of skills answer with, the generation being the host's, or 0.
namespace muster::facade {

[[nodiscard]] Error skill_not_found(std::string_view name);

/// `skills` sorted by name.
[[nodiscard]] Result<Page<SkillInfo>> page_of_skills(std::span<const skill::SkillPtr> skills,
                                                     const Filter& filter,
                                                     std::uint64_t generation);

[[nodiscard]] Result<ActiveSkill> activate(const skill::LoadedSkill& unit,
                                           std::uint64_t generation);

[[nodiscard]] Result<SkillContent> content_of(const skill::LoadedSkill& unit,
                                              std::string_view path);

}  // namespace muster::facade

#endif
