// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_CHECK_H
#define MUSTER_CLI_CHECK_H

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <muster/permissions.h>
#include <muster/report.h>
#include "cli/output.h"

namespace muster::cli {

struct CheckOptions {
  bool strict = false;       ///< skills as the Agent Skills reference validator takes them
  bool only_skills = false;  ///< `skills validate`: libraries are passed over
  /// Who may be able to write to libraries, and to the folders on the way to them.
  Permissions permissions = Permissions::off;
  std::vector<std::string> paths;
};

/// Loads libraries somewhere they can do no harm, and says what became of each.
using CheckLibraries =
    std::function<std::vector<FileReport>(const std::vector<std::string>& libraries)>;

/// Hears how many of all skills have been looked at.
using OnSkill = std::function<void(std::size_t done, std::size_t total)>;

/// Looks at libraries, skill folders and folders of these as a reload would, and writes every
/// finding; on a terminal, also how far it is. `refused` if any of them is an error.
[[nodiscard]] Result<ExitStatus> run_check(const CheckOptions& options,
                                           const CheckLibraries& check_libraries, Output& output);

/// The findings alone, in the order of the paths, what is met twice only once; a slug that two
/// libraries register is charged to both.
[[nodiscard]] std::vector<FileReport> check(const CheckOptions& options,
                                            const CheckLibraries& check_libraries,
                                            const OnSkill& on_skill = {});

}  // namespace muster::cli

#endif
