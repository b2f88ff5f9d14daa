// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_DAEMON_H
#define MUSTER_SERVE_DAEMON_H

#include <cstddef>
#include <string>
#include <vector>

#include <muster/error.h>
#include <muster/host.h>
#include "serve/config.h"
#include "serve/log_line.h"
#include "serve/roots.h"
#include "serve/server.h"
#include "serve/signals.h"

namespace muster::serve {

struct DaemonOptions {
  std::string name;
  std::string socket;  ///< path
  Roots roots;
  bool watch = true;
  Policy on_error = Policy::keep_all;
  bool strict = false;
  std::string staging;
  std::string state;  ///< folder; empty: nothing outlives the host
  std::string probe;
  Permissions permissions = default_permissions();
  std::vector<std::string> allow_process_changes;
  LogFormat log_format = LogFormat::text;
  std::size_t max_connections = ServerOptions{}.max_connections;
  std::string config_file = {};  ///< read at each reload for the agents; empty: none
  Config settings = {};          ///< what it said of the host when that was started
};

/// Why a host ended. Nothing in it: it was asked to.
struct Ending {
  std::vector<Error> failures;  ///< why it could not start
  std::vector<Error> refusals;  ///< with `strict`, what the start refused
  /// Libraries are left loaded, and may hold the dynamic linker: end the process by _exit.
  bool is_stuck = false;
};

/// Runs a host in the foreground until a signal ends it: claims the socket, starts, says on
/// standard error that it is ready, reloads on SIGHUP, drains. An error: it could not begin.
///
/// Threads: the calling one waits for signals; make `signals` before any other thread.
/// Exits:   the process by itself, with 0, where an agent cannot be brought to an end: five seconds
///          after the first request to stop, or at the second.
[[nodiscard]] Result<Ending> run_daemon(const DaemonOptions& options, Signals& signals);

/// "ready: generation 1, 2 agents, 1 skill, 2 plugins", and ", 1 refused" if any file or folder
/// was.
[[nodiscard]] std::string ready_line(const Status& status, std::uint64_t refused);

}  // namespace muster::serve

#endif
