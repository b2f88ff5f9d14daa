// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_REPORT_TEXT_H
#define MUSTER_CLI_REPORT_TEXT_H

#include <string>
#include <string_view>

#include "base/json.h"

namespace muster::cli {

/// A report of a reload: its verdict, its files, and what is wrong with no single file. Pure.
[[nodiscard]] std::string report_text(const json::Value& report);

/// A table of the files of a report: outcome, path, and what is to be said of each. What is said of
/// several files is said once. Pure.
[[nodiscard]] std::string files_text(const json::Array& files);

/// What a status says was refused, but for what it lists as quarantined. Pure.
[[nodiscard]] std::string refused_text(const json::Value& status);

/// A table of contents in quarantine: `what`, path, how the hash begins, since when, and why. Pure.
[[nodiscard]] std::string quarantined_text(const json::Array& quarantined, std::string_view what);

}  // namespace muster::cli

#endif
