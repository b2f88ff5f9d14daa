// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RELOAD_RESCAN_H
#define MUSTER_RELOAD_RESCAN_H

#include <chrono>

#include <muster/report.h>

namespace muster::reload {

/// inotify watches what a path led to: not the path, which a rename above it, a mount or a link may
/// lead elsewhere, and not what is missing. So a host that watches looks at the disk by itself as
/// well; rarely, unless the last report says that something is not there or not watched.
inline constexpr std::chrono::seconds kRescanPause{60};
inline constexpr std::chrono::seconds kRescanPauseInTrouble{2};

/// Whether folders are not watched, for want of inotify or of watches.
[[nodiscard]] bool is_blind(const ReloadReport& report);

/// How long after a reload with this report to look again.
[[nodiscard]] std::chrono::seconds pause_before_rescan(const ReloadReport& last);

/// So long, but where to look takes long itself, up to twenty times that: the trouble with a large
/// tree may be for good. Never longer than kRescanPause.
[[nodiscard]] std::chrono::nanoseconds spaced_out(std::chrono::seconds pause,
                                                  std::chrono::nanoseconds look);

}  // namespace muster::reload

#endif
