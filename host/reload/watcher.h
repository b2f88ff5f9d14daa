// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RELOAD_WATCHER_H
#define MUSTER_RELOAD_WATCHER_H

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include <muster/error.h>
#include "base/unique_fd.h"
#include "catalog/scan.h"

namespace muster::reload {

/// Tells that something below the roots changed, by inotify. What changed is for a scan to find:
/// events may be merged or lost (an overflow counts as a change).
///
/// Threads: changed() on one, watch() on any.
class Watcher {
 public:
  /// Watches nothing yet: watch(). An error: the system gives out no inotify instance.
  [[nodiscard]] static Result<std::unique_ptr<Watcher>> create(catalog::Roots roots);

  /// Readable when there may be a change.
  [[nodiscard]] int fd() const noexcept { return inotify_.get(); }

  /// Takes in what is pending. True: something changed.
  [[nodiscard]] bool changed();

  struct Watched {
    bool is_new = false;           ///< some folders were not watched while they were looked at
    std::optional<Error> problem;  ///< the first folder that is not watched
  };

  /// Watches the folders that a scan met. If some are new, what it found may be out of date
  /// already: it has to be made again.
  ///
  /// Cost: a listing of the plugin roots; a system call for each of their folders, and for each
  ///       folder of skills that was not seen before.
  [[nodiscard]] Watched watch(const catalog::Scanned& scanned);

  /// For create().
  Watcher(UniqueFd inotify, catalog::Roots roots);

 private:
  void watch(const std::string& folder, Watched& watched);
  void watch(const catalog::SeenFolder& seen, Watched& watched);
  /// Ends the watches of folders that were moved, and of those below, which get no event of it:
  /// they may lie outside of the roots now.
  void leave_moved();
  /// Takes in one event. True: something changed.
  bool take(int watch, std::uint32_t mask);

  const UniqueFd inotify_;
  const catalog::Roots roots_;
  /// Set where a folder may not be watched any more that was; then all are watched again.
  std::atomic<bool> is_lost_ = false;

  std::mutex mutex_;
  std::unordered_map<int, std::string> paths_;  // guarded by mutex_; of all watches
  std::unordered_set<std::string> moved_;       // guarded by mutex_; paths
};

}  // namespace muster::reload

#endif
