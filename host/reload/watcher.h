// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RELOAD_WATCHER_H
#define MUSTER_RELOAD_WATCHER_H

#include <string>
#include <vector>

#include <muster/error.h>
#include "base/unique_fd.h"
#include "catalog/scan.h"

namespace muster::reload {

/// Tells that something below the roots changed, by inotify. What changed is for a scan to find:
/// events may be merged or lost (an overflow counts as a change).
///
/// Threads: one.
class Watcher {
 public:
  /// Watches nothing yet: renew(). An error: the system gives out no inotify instance.
  [[nodiscard]] static Result<Watcher> create(catalog::Roots roots);

  /// Readable when there may be a change.
  [[nodiscard]] int fd() const noexcept { return inotify_.get(); }

  /// Takes in what is pending. True: something changed.
  [[nodiscard]] bool changed();

  /// Watches folders that are new, and roots that have come back. Before a scan, so that no change
  /// falls between the two. An error: the first folder that is not watched.
  [[nodiscard]] Result<void> renew();

 private:
  Watcher(UniqueFd inotify, catalog::Roots roots);
  void watch(const std::string& folder, Result<void>& result);

  UniqueFd inotify_;
  catalog::Roots roots_;
};

}  // namespace muster::reload

#endif
