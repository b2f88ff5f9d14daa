// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_SERVE_H
#define MUSTER_CLI_SERVE_H

#include <string>

#include "cli/output.h"
#include "serve/config.h"
#include "serve/daemon.h"
#include "serve/environment.h"

namespace muster::cli {

struct ServeOptions {
  std::string config_file;  ///< empty: none
  serve::Config line;       ///< what the command line says
};

/// The settings of the command line and, below them, of the file, with paths chosen.
[[nodiscard]] Result<serve::DaemonOptions> daemon_options(const serve::Config& config,
                                                          const serve::Environment& environment);

/// Runs a host in the foreground until a signal ends it. Call it before any other thread starts.
[[nodiscard]] Result<ExitStatus> run_serve(const ServeOptions& options,
                                           const serve::Environment& environment, Output& output);

}  // namespace muster::cli

#endif
