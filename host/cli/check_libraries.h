// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_CHECK_LIBRARIES_H
#define MUSTER_CLI_CHECK_LIBRARIES_H

#include <string>
#include <vector>

#include <muster/permissions.h>
#include <muster/report.h>
#include "plugin/probe.h"

namespace muster::cli {

/// What would become of libraries in a host, a report for each: private copies are inspected, and
/// those that can be loaded are loaded and opened in a helper process. A report has all that was
/// found, warnings too. Content that is there twice is loaded once, from the first path.
///
/// Cost: the helper process is started once for all of them.
[[nodiscard]] std::vector<FileReport> check_libraries(const std::vector<std::string>& files,
                                                      plugin::Prober prober,
                                                      Permissions permissions);

}  // namespace muster::cli

#endif
