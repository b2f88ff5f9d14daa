// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_ATTEMPT_H
#define MUSTER_CATALOG_ATTEMPT_H

#include <atomic>
#include <cstdint>

namespace muster::catalog {

/// One try at loading, which another thread may give up on: foreign code that hangs cannot be
/// interrupted, but what it comes to in the end must not count any more.
///
/// Threads: any. Of claim() and abandon() one wins, once.
class Attempt {
 public:
  /// The loader takes what it loaded into effect. False: it was given up on.
  [[nodiscard]] bool claim() noexcept { return leave_running(Phase::claimed); }
  /// Gives up. False: too late.
  [[nodiscard]] bool abandon() noexcept { return leave_running(Phase::abandoned); }
  [[nodiscard]] bool is_abandoned() const noexcept { return phase_ == Phase::abandoned; }

 private:
  enum class Phase : std::uint8_t { running, claimed, abandoned };
  bool leave_running(Phase next) noexcept {
    Phase expected = Phase::running;
    return phase_.compare_exchange_strong(expected, next);
  }
  std::atomic<Phase> phase_{Phase::running};
};

}  // namespace muster::catalog

#endif
