// SPDX-License-Identifier: Apache-2.0
#include "reload/rescan.h"

#include <algorithm>

#include "reload/codes.h"

namespace muster::reload {

std::chrono::seconds pause_before_rescan(const ReloadReport& last) {
  const bool is_blind = std::ranges::any_of(last.warnings, [](const Error& warning) {
    return warning.code == codes::not_watched.code || warning.code == codes::no_inotify.code;
  });
  return is_blind || !last.errors.empty() ? kRescanPauseInTrouble : kRescanPause;
}

}  // namespace muster::reload
