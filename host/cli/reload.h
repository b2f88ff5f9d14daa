// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_RELOAD_H
#define MUSTER_CLI_RELOAD_H

#include "cli/connect.h"
#include "cli/output.h"
#include "cli/peer.h"

namespace muster::cli {

struct ReloadOptions {
  Where where;
};

/// Asks for a reload, waits, and writes the report, its verdict first. `refused` if any file was.
[[nodiscard]] Result<ExitStatus> run_reload(const ReloadOptions& options, Peer& host,
                                            Output& output);

}  // namespace muster::cli

#endif
