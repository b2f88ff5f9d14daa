// SPDX-License-Identifier: Apache-2.0
#include "facade/standing.h"

#include <algorithm>
#include <iterator>

#include "reload/rescan.h"

namespace muster::facade {
namespace {

/// A reload that is rejected for what is in the files names some.
bool looked_at_files(const ReloadReport& report) {
  return report.result != Outcome::rejected || !report.files.empty() || !report.conflicts.empty();
}

}  // namespace

Standing standing_after(const ReloadReport& report, const Standing* before) {
  const bool looked = looked_at_files(report);
  Standing now;
  if (before != nullptr && !looked) {
    now = *before;
  } else {
    now.looked_at = report.at;
    std::ranges::copy_if(report.files, std::back_inserter(now.refused), is_refused,
                         &FileReport::outcome);
  }
  now.has_looked = looked;
  now.health = report.problems().empty() ? Health::ok : Health::degraded;
  if (looked) now.is_blind = reload::is_blind(report);
  return now;
}

}  // namespace muster::facade
