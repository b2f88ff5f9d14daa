// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_READ_H
#define MUSTER_SKILL_READ_H

#include <functional>
#include <string>
#include <string_view>

#include <muster/error.h>
#include "skill/skill.h"

/// Reading of what a loaded skill does not hold in memory. Each function reads the file beneath the
/// skill's folder, and compares size and digest with those of the moment at which the skill was
/// loaded: other bytes are an error "skill.changed". A skill of the program has its text in memory.
///
/// Threads: any. Waits for the disk.
namespace muster::skill {

/// A file of the skill by its path below the folder, as the skill's list has it. Refused before
/// anything is opened: a path that begins with a slash, or has a `..` or a NUL ("skill.bad_path"),
/// and whatever else is not in the list ("skill.no_such_file").
///
/// `meanwhile` is called before the file is opened: there tests change it.
[[nodiscard]] Result<std::string> read_resource(const LoadedSkill& skill, std::string_view path,
                                                const std::function<void()>& meanwhile = {});

/// The Markdown after the front matter.
[[nodiscard]] Result<std::string> read_body(const LoadedSkill& skill);

}  // namespace muster::skill

#endif
