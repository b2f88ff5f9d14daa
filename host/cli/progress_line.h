// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_PROGRESS_LINE_H
#define MUSTER_CLI_PROGRESS_LINE_H

#include <ostream>
#include <string>

#include <muster/call_options.h>

namespace muster::cli {

/// "reading: 25 %", or "reading: 3" where the whole is not known; at most 72 bytes.
[[nodiscard]] std::string to_text(const Progress& progress);

/// The last line of a terminal, which says how far a call is, and nothing once it has ended.
///
/// Threads: one at a time, as a call reports.
class ProgressLine {
 public:
  explicit ProgressLine(std::ostream& terminal) : terminal_(terminal) {}

  void show(const Progress& progress);
  void clear();

 private:
  std::ostream& terminal_;
  bool is_shown_ = false;
};

}  // namespace muster::cli

#endif
