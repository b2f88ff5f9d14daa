// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_REPORT_TEXT_H
#define MUSTER_CLI_REPORT_TEXT_H

#include <string>

#include "base/json.h"

namespace muster::cli {

/// A table of the files of a report, or of the refused ones of a status: outcome, path, and what is
/// to be said of each; then the errors of no single file. Pure.
[[nodiscard]] std::string files_text(const json::Array& files);
[[nodiscard]] std::string errors_text(const json::Array& errors);

}  // namespace muster::cli

#endif
