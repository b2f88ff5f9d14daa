// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_STATUS_H
#define MUSTER_CLI_STATUS_H

#include "cli/connect.h"
#include "cli/output.h"
#include "cli/peer.h"

namespace muster::cli {

struct StatusOptions {
  Where where;
};

/// Shows how the host is.
[[nodiscard]] Result<ExitStatus> run_status(const StatusOptions& options, Peer& host,
                                            Output& output);

}  // namespace muster::cli

#endif
