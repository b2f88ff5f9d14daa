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

std::chrono::nanoseconds spaced_out(std::chrono::seconds pause, std::chrono::nanoseconds look) {
  constexpr int kShare = 20;
  return std::clamp<std::chrono::nanoseconds>(kShare * look, pause, kRescanPause);
}

}  // namespace muster::reload
