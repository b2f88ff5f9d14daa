// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_PACKAGES_H
#define MUSTER_CLI_PACKAGES_H

#include <string>

#include "cli/output.h"

/// Skills as files: `muster skills pack` and `unpack`. Neither asks a host.
namespace muster::cli {

struct PackOptions {
  std::string folder;
  std::string file;  ///< empty: NAME.skill in the current folder
  bool force = false;
};

/// Packs a skill that passes strict validation. Each error and warning is a line; `refused` if one
/// is of the skill's content.
[[nodiscard]] ExitStatus run_pack(const PackOptions& options, Output& output);

struct UnpackOptions {
  std::string file;
  std::string destination = ".";
  bool strict = false;
  bool force = false;
};

/// Unpacks a skill. Each error and warning is a line; `refused` if the package or its skill is.
[[nodiscard]] ExitStatus run_unpack(const UnpackOptions& options, Output& output);

}  // namespace muster::cli

#endif
