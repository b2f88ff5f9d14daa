// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_CALL_H
#define MUSTER_CLI_CALL_H

#include <istream>
#include <string>

#include "cli/connect.h"
#include "cli/output.h"
#include "cli/peer.h"

namespace muster::cli {

struct CallOptions {
  Where where;
  std::string slug;
  std::string input = "{}";  ///< JSON, "-" for standard input, or "@FILE"
  std::string key;           ///< of a keyed agent
  std::string timeout;       ///< "5s"; empty: the agent's own
};

/// The text that `argument` stands for; a little more than a host takes is read, no more.
[[nodiscard]] Result<std::string> read_input(const std::string& argument, std::istream& in);

/// Calls an agent and writes the text of its result, or with JSON the result object.
[[nodiscard]] Result<ExitStatus> run_call(const CallOptions& options, std::istream& in, Peer& host,
                                          Output& output);

}  // namespace muster::cli

#endif
