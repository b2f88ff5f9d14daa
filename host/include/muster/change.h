// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CHANGE_H
#define MUSTER_CHANGE_H

#include <cstdint>
#include <future>
#include <utility>
#include <vector>

#include <muster/export.h>
#include <muster/result.h>

namespace muster {

/// What came of an edit: Host::edit(), add() and remove().
///
/// Threads: plain data; wait() from any, but not from inside of what was removed.
class Change {
 public:
  /// Which has the edit, and all that follow; 0: nothing serves yet, and generation 1 will have it.
  [[nodiscard]] std::uint64_t generation() const noexcept { return generation_; }

  /// Waits until no call and no lease is inside of what was removed, and its functions are
  /// destroyed, with all that they had captured. False: not before the deadline.
  [[nodiscard]] MUSTER_API bool wait(Deadline deadline = {}) const;

  /// For the host's own modules: the ends of the functions that were removed.
  Change(std::uint64_t generation, std::vector<std::shared_future<void>> ends) noexcept
      : generation_(generation), ends_(std::move(ends)) {}

 private:
  std::uint64_t generation_;
  std::vector<std::shared_future<void>> ends_;
};

}  // namespace muster

#endif
