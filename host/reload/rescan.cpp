// SPDX-License-Identifier: Apache-2.0
#include "reload/rescan.h"

#include <algorithm>

#include "reload/codes.h"

namespace muster::reload {

bool is_blind(const ReloadReport& report) {
  return std::ranges::any_of(report.warnings, [](const Error& warning) {
    return warning.code == codes::not_watched.code || warning.code == codes::no_inotify.code;
  });
}

std::chrono::seconds pause_before_rescan(const ReloadReport& last) {
  return is_blind(last) || !last.errors.empty() ? kRescanPauseInTrouble : kRescanPause;
}

std::chrono::nanoseconds spaced_out(std::chrono::seconds pause, std::chrono::nanoseconds look) {
  constexpr int kShare = 20;
  return std::clamp<std::chrono::nanoseconds>(kShare * look, pause, kRescanPause);
}

}  // namespace muster::reload
