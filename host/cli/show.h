// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_SHOW_H
#define MUSTER_CLI_SHOW_H

#include <string>

#include "cli/connect.h"
#include "cli/output.h"
#include "cli/peer.h"

namespace muster::cli {

struct ShowOptions {
  Where where;
  std::string name;
};

/// Shows the agent, the skill, or both of a name; as JSON {"agent": ..., "skill": ...}, null where
/// there is none.
[[nodiscard]] Result<ExitStatus> run_show(const ShowOptions& options, Peer& host, Output& output);

}  // namespace muster::cli

#endif
