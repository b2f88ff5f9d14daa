// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_PROBE_H
#define MUSTER_CLI_PROBE_H

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <muster/report.h>
#include "cli/exit_status.h"
#include "serve/remote_errors.h"

namespace muster::cli {

/// The descriptor on which the helper process reports; what a library prints cannot reach it.
inline constexpr int kReportDescriptor = 3;

/// The hidden command that is the helper process.
inline constexpr const char* kProbeCommand = "probe-library";

struct ProbeOptions {
  std::string file;
  std::string staging;  ///< folder for its copies; whoever started the helper removes it
};

/// In the helper process: loads a library as a reload would, opens its agents, closes and unloads
/// it, and only then writes one line on kReportDescriptor. A process without that line has failed,
/// whatever its exit status. It ends with whoever started it.
[[nodiscard]] ExitStatus run_probe(const ProbeOptions& options);

/// In the caller: has `program` probe a library, waits at most this long, and says what became of
/// it. Blocks. A library that crashes, exits or hangs takes only the helper with it: a filter of
/// accidents, not of malice. The codes of its errors live in `errors`.
[[nodiscard]] FileReport probe(const std::string& program, const std::string& library,
                               std::chrono::milliseconds patience, serve::RemoteErrors& errors);

/// Reads the line of a helper process. None: it is not there, or not whole.
[[nodiscard]] std::optional<FileReport> read_probe_report(std::string_view line,
                                                          serve::RemoteErrors& errors);

}  // namespace muster::cli

#endif
