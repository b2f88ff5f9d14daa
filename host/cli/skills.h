// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_SKILLS_H
#define MUSTER_CLI_SKILLS_H

#include <string>

#include <muster/filter.h>
#include "cli/connect.h"
#include "cli/output.h"
#include "cli/peer.h"

/// The commands `muster skills ...` that ask a host. `skills validate` is run_check().
namespace muster::cli {

struct SkillsListOptions {
  Where where;
  Filter filter = {};
  bool prompt = false;  ///< as <available_skills>, for a model
};

/// Shows the skills that are live.
[[nodiscard]] Result<ExitStatus> run_skills_list(const SkillsListOptions& options, Peer& host,
                                                 Output& output);

struct SkillsShowOptions {
  Where where;
  std::string name;
};

/// Shows what a skill says of itself, and its files.
[[nodiscard]] Result<ExitStatus> run_skills_show(const SkillsShowOptions& options, Peer& host,
                                                 Output& output);

struct SkillsReadOptions {
  Where where;
  std::string name;
  std::string file;  ///< its path within the skill; empty: the body of SKILL.md
};

/// Writes the body or a file of a skill: its bytes, but to a terminal nothing that would act on it.
/// As JSON {"name", "file", "text"}, where it is UTF-8.
[[nodiscard]] Result<ExitStatus> run_skills_read(const SkillsReadOptions& options, Peer& host,
                                                 Output& output);

}  // namespace muster::cli

#endif
