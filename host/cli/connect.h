// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_CONNECT_H
#define MUSTER_CLI_CONNECT_H

#include <memory>
#include <string>
#include <vector>

#include <muster/error.h>
#include "cli/output.h"
#include "serve/environment.h"
#include "serve/message.h"
#include "serve/socket_path.h"

namespace muster::cli {

/// Which host a command asks.
struct Where {
  std::string host{serve::kDefaultHostName};
  std::string socket;                ///< path; empty: the host's usual one
  std::vector<std::string> plugins;  ///< these or `skills` given: a host within this process
  std::vector<std::string> skills;

  friend bool operator==(const Where&, const Where&) = default;
};

/// A link to the running host; or, where folders are given, to a host that is started on them in
/// this process, whose problems, and what it left out, are told on `output.err` at once. One of
/// these folders that cannot be listed is an error.
[[nodiscard]] Result<std::unique_ptr<serve::Link>> connect(const Where& where,
                                                           const serve::Environment& environment,
                                                           Output& output);

}  // namespace muster::cli

#endif
