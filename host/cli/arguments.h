// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_ARGUMENTS_H
#define MUSTER_CLI_ARGUMENTS_H

#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "cli/call.h"
#include "cli/check.h"
#include "cli/exit_status.h"
#include "cli/inspect.h"
#include "cli/list.h"
#include "cli/new_agent.h"
#include "cli/new_skill.h"
#include "cli/packages.h"
#include "cli/reload.h"
#include "cli/retry.h"
#include "cli/serve.h"
#include "cli/show.h"
#include "cli/skills.h"
#include "cli/status.h"

namespace muster::cli {

using Command =
    std::variant<ServeOptions, ListOptions, ShowOptions, CallOptions, ReloadOptions, StatusOptions,
                 RetryOptions, CheckOptions, InspectOptions, NewAgentOptions, SkillsListOptions,
                 SkillsShowOptions, SkillsReadOptions, NewSkillOptions, PackOptions, UnpackOptions>;

struct Arguments {
  Command command;
  bool json = false;
};

/// What to say instead of running a command: help or the version on standard output, or what is
/// wrong with the command line on standard error.
struct Reply {
  ExitStatus status = ExitStatus::done;
  std::string out;
  std::string err;
};

/// Reads a command line, without the program's name, by CLI11. Pure.
[[nodiscard]] tl::expected<Arguments, Reply> parse(std::vector<std::string> words);

}  // namespace muster::cli

#endif
