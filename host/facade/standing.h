// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FACADE_STANDING_H
#define MUSTER_FACADE_STANDING_H

#include <chrono>
#include <optional>
#include <vector>

#include <muster/host.h>
#include <muster/report.h>

namespace muster::facade {

/// How a host is, by the reports up to now.
struct Standing {
  Health health = Health::ok;
  bool is_blind = false;  ///< some folders are not watched
  /// The last reload that looked at files, and when it began. Others tell nothing of files: a root
  /// was missing, the configuration wrong, the dynamic linker held by a library that hangs.
  std::vector<FileReport> refused;
  std::chrono::system_clock::time_point looked_at;
  bool has_looked = true;  ///< it was the last reload of all
};

/// After another report. Nothing before: it is the first.
[[nodiscard]] Standing standing_after(const ReloadReport& report, const Standing* before);

}  // namespace muster::facade

#endif
