// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_EXIT_STATUS_H
#define MUSTER_CLI_EXIT_STATUS_H

#include <muster/error.h>

namespace muster::cli {

/// How the program ends; scripts rely on the numbers.
enum class ExitStatus : int {
  done = 0,
  failed = 1,         ///< the operation failed: agent error, not found, timeout, overload
  usage = 2,          ///< the command line is wrong
  refused = 3,        ///< validation refused something
  no_host = 4,        ///< no host answers
  configuration = 5,  ///< permission or configuration
  taken = 6,          ///< another host has this name or socket
};

/// The one place where an error becomes an exit status.
[[nodiscard]] ExitStatus exit_status(const Error& error) noexcept;

}  // namespace muster::cli

#endif
