// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_NEW_SKILL_H
#define MUSTER_CLI_NEW_SKILL_H

#include <string>

#include "cli/output.h"

namespace muster::cli {

struct NewSkillOptions {
  std::string name;  ///< the skill and its folder
};

/// `muster new skill`: writes a skill that passes strict validation into the folder NAME below
/// `parent`, and says what to do next. Errors as of run_new_agent().
[[nodiscard]] Result<ExitStatus> run_new_skill(const NewSkillOptions& options,
                                               const std::string& parent, Output& output);

}  // namespace muster::cli

#endif
