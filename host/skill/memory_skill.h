// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_MEMORY_SKILL_H
#define MUSTER_SKILL_MEMORY_SKILL_H

#include <string>
#include <string_view>

#include <muster/error.h>
#include "skill/skill.h"

namespace muster::skill {

/// A skill of the program from the text of a SKILL.md, which is its only file. Read like one of a
/// folder in lenient mode; nobody compares its name with a folder's. `place` stands where the path
/// of the file would in errors; of several, the first is returned. Pure.
[[nodiscard]] Result<SkillPtr> memory_skill(std::string text, std::string_view place);

}  // namespace muster::skill

#endif
