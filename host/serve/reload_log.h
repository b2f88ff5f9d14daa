// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_RELOAD_LOG_H
#define MUSTER_SERVE_RELOAD_LOG_H

#include <cstddef>
#include <cstdint>
#include <vector>

#include <muster/report.h>
#include "serve/log_line.h"

namespace muster::serve {

inline constexpr std::size_t kLoggedMost = 20;  ///< problems of a reload, and warnings of one

/// What the log tells of each reload: the verdict, a line for each thing that was refused, and one
/// for each warning that is news.
///
/// Threads: one at a time.
class ReloadLog {
 public:
  /// A warning is news if it is of something that was loaded just now, or if the reload before did
  /// not have it. Beyond kLoggedMost a line says how many more there are.
  [[nodiscard]] std::vector<Event> events_of(const ReloadReport& report);

 private:
  std::vector<Error> warned_;  // by the last reload
};

/// Files, and folders to serve, that a reload refused.
[[nodiscard]] std::uint64_t refusals_of(const ReloadReport& report) noexcept;

}  // namespace muster::serve

#endif
