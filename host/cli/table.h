// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_TABLE_H
#define MUSTER_CLI_TABLE_H

#include <string>
#include <vector>

namespace muster::cli {

using Row = std::vector<std::string>;

/// Rows as lines with aligned columns, two spaces apart; no spaces at a line's end. A cell shows
/// the first line of its text, escaped. Widths count code points. Pure.
[[nodiscard]] std::string table(const std::vector<Row>& rows);

}  // namespace muster::cli

#endif
