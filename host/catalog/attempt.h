// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_ATTEMPT_H
#define MUSTER_CATALOG_ATTEMPT_H

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "plugin/loaded_plugin.h"

namespace muster::catalog {

/// One try at loading, which another thread may give up on: foreign code that hangs cannot be
/// interrupted, but what it comes to in the end must not count any more.
///
/// Threads: any. Of claim() and abandon() one wins, once.
class Attempt {
 public:
  /// Keeps what was loaded until the attempt is claimed or given up on. A thread that hangs cannot
  /// let go of anything, so it must not be the one that keeps it.
  void keep(plugin::PluginPtr unit) {
    const std::lock_guard lock(mutex_);
    if (phase_ == Phase::running) kept_.push_back(std::move(unit));
  }

  /// The loader takes what it loaded into effect. False: it was given up on.
  [[nodiscard]] bool claim() { return leave_running(Phase::claimed); }
  /// Gives up. False: too late.
  [[nodiscard]] bool abandon() { return leave_running(Phase::abandoned); }
  [[nodiscard]] bool is_abandoned() const {
    const std::lock_guard lock(mutex_);
    return phase_ == Phase::abandoned;
  }

 private:
  enum class Phase : std::uint8_t { running, claimed, abandoned };
  bool leave_running(Phase next) {
    std::vector<plugin::PluginPtr> kept;  // ends after the lock
    const std::lock_guard lock(mutex_);
    if (phase_ != Phase::running) return false;
    phase_ = next;
    kept.swap(kept_);
    return true;
  }

  mutable std::mutex mutex_;
  Phase phase_ = Phase::running;         // guarded by mutex_
  std::vector<plugin::PluginPtr> kept_;  // guarded by mutex_
};

}  // namespace muster::catalog

#endif
