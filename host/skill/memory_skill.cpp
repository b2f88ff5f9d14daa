// SPDX-License-Identifier: Apache-2.0
#include "skill/memory_skill.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "base/codes.h"
#include "base/text.h"

namespace muster::skill {

Result<SkillPtr> memory_skill(std::string text, std::string_view place) {
  if (text.size() > kSkillFileBytes) {
    return tl::unexpected(error(muster::codes::file_too_large, escaped(place),
                                fmt::format("has more than {} bytes", kSkillFileBytes)));
  }
  Parsed parsed = parse(text, place, {}, Mode::lenient);
  if (!parsed.descriptor) return tl::unexpected(std::move(parsed.errors.front()));

  auto skill = std::make_shared<LoadedSkill>();
  skill->path = kProgram;
  skill->descriptor = *std::move(parsed.descriptor);
  skill->skill_file = "SKILL.md";
  skill->body = std::move(parsed.body);
  const Snapshot snapshot{.files = {{skill->skill_file, text.size(), sha256(text)}}};
  skill->hash = snapshot.digest();
  skill->files = snapshot.files;
  skill->text = std::move(text);
  skill->warnings = std::move(parsed.warnings);
  return skill;
}

}  // namespace muster::skill
