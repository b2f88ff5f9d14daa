// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_LIST_H
#define MUSTER_CLI_LIST_H

#include <string>

#include <muster/filter.h>
#include "cli/connect.h"
#include "cli/output.h"
#include "cli/peer.h"

namespace muster::cli {

struct ListOptions {
  Where where;
  std::string what = "agents";  ///< or "skills" or "plugins"
  Filter filter = {};           ///< not of plugins
};

/// Shows what is live.
[[nodiscard]] Result<ExitStatus> run_list(const ListOptions& options, Peer& host, Output& output);

}  // namespace muster::cli

#endif
