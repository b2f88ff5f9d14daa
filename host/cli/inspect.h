// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_INSPECT_H
#define MUSTER_CLI_INSPECT_H

#include <string>

#include "cli/output.h"

namespace muster::cli {

struct InspectOptions {
  std::string file;
};

/// Shows what a library says of itself, of a bundle each library in it. None of their code runs.
/// `refused` if a host would refuse it for that.
[[nodiscard]] Result<ExitStatus> run_inspect(const InspectOptions& options, Output& output);

}  // namespace muster::cli

#endif
