// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_OUTPUT_H
#define MUSTER_CLI_OUTPUT_H

#include <ostream>

#include <muster/error.h>
#include "base/json.h"
#include "cli/exit_status.h"

namespace muster::cli {

/// Where a command writes.
struct Output {
  std::ostream& out;         ///< what was asked for
  std::ostream& err;         ///< what went wrong
  bool json = false;         ///< for scripts: one value, keys that stay
  bool is_terminal = false;  ///< of `out`
  bool err_is_terminal = false;

  void write(const json::Value& value) {
    out << (is_terminal ? json::write_pretty(value) : json::write(value) + '\n');
  }

  /// One line; returns the status that the error ends the program with.
  ExitStatus complain(const Error& error) {
    err << "muster: " << error << '\n';
    return exit_status(error);
  }
  /// The same of what stops nothing.
  void warn(const Error& warning) { err << "muster: warning: " << warning << '\n'; }
};

}  // namespace muster::cli

#endif
