// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RELOAD_WATCHER_H
#define MUSTER_RELOAD_WATCHER_H

#include <cstdint>
#include <map>
#include <string>
#include <utility>

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
  ///
  /// Cost: as of find_skills(); a folder of skills that is watched already is not watched again.
  [[nodiscard]] Result<void> renew();

 private:
  using Identity = std::pair<std::uint64_t, std::uint64_t>;  // device and inode

  Watcher(UniqueFd inotify, catalog::Roots roots);
  bool watch(const std::string& folder, Result<void>& result);
  void watch_skills(const catalog::SeenFolder& seen, Result<void>& result);

  UniqueFd inotify_;
  catalog::Roots roots_;
  catalog::SeenRoots seen_;
  /// By path, and what lay there: the skill's folder, for the folders in it.
  std::map<std::string, Identity> watched_;
};

}  // namespace muster::reload

#endif
