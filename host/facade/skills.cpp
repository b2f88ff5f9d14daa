// SPDX-License-Identifier: Apache-2.0
#include "facade/skills.h"

#include <string>
#include <utility>

#include "facade/codes.h"
#include "facade/listing.h"
#include "facade/views.h"
#include "skill/read.h"

namespace muster::facade {

Error skill_not_found(std::string_view name) {
  return error(codes::skill_not_found, std::string(name), "there is no skill of this name");
}

Result<Page<SkillInfo>> page_of_skills(std::span<const skill::SkillPtr> skills,
                                       const Filter& filter, std::uint64_t generation) {
  return page_of(
      skills, filter,
      [](const skill::SkillPtr& unit) { return std::string_view(unit->descriptor.name); },
      [](const skill::SkillPtr& unit) { return std::string_view(unit->descriptor.description); },
      [](const skill::SkillPtr& unit) { return tags_of(unit->descriptor); },
      [generation](const skill::SkillPtr& unit) { return info_of(*unit, generation); });
}

Result<ActiveSkill> activate(const skill::LoadedSkill& unit, std::uint64_t generation) {
  return skill::read_body(unit).map([&](std::string body) {
    return ActiveSkill{info_of(unit, generation), std::move(body)};
  });
}

Result<SkillContent> content_of(const skill::LoadedSkill& unit, std::string_view path) {
  return skill::read_resource(unit, path).map([&](std::string bytes) {
    return SkillContent{file_of(unit, path), std::move(bytes)};
  });
}

}  // namespace muster::facade
