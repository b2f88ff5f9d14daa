// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_H
#define MUSTER_SKILL_H

#include <string>
#include <vector>

#include <muster/descriptor.h>
#include <muster/export.h>

namespace muster {

/// A file of a skill with its bytes, which are those that `file.sha256` is of.
struct SkillContent {
  SkillFile file;
  std::string bytes;
};

/// A skill as a client takes it up: what it says of itself, its files, and its body, all of one
/// version.
struct ActiveSkill {
  SkillInfo info;
  std::string body;  ///< the Markdown after the front matter
};

/// The skills for a model's prompt: name, description and location of each, as text in elements
/// `<available_skills>`, `<skill>`, `<name>`, `<description>`, `<location>`. `& < >` are escaped,
/// and what XML cannot hold is U+FFFD. Of a skill without a file there is no location. Pure.
[[nodiscard]] MUSTER_API std::string available_skills(const std::vector<SkillInfo>& skills);

}  // namespace muster

#endif
