// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_RETRY_H
#define MUSTER_CLI_RETRY_H

#include <string>

#include "cli/connect.h"
#include "cli/output.h"
#include "cli/peer.h"

namespace muster::cli {

struct RetryOptions {
  Where where;
  std::string which;  ///< a path, or the SHA-256 of content, or how it begins
};

/// `muster plugins retry`: lifts a quarantine, reloads, and writes what was lifted and what became
/// of it. `refused` if it was refused again, or the whole reload was.
[[nodiscard]] Result<ExitStatus> run_retry(const RetryOptions& options, Peer& host, Output& output);

}  // namespace muster::cli

#endif
