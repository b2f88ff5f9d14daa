// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RELOAD_DEBOUNCE_H
#define MUSTER_RELOAD_DEBOUNCE_H

#include <chrono>
#include <optional>

#include "base/clock.h"

namespace muster::reload {

/// When a burst of file changes is over: after a quiet while, but never later than a bound, so that
/// a steady writer cannot starve the reload.
class Debounce {
 public:
  static constexpr std::chrono::milliseconds kQuiet{150};
  static constexpr std::chrono::milliseconds kAtMost{2000};

  void changed(TimePoint now);
  void clear();

  /// When to reload; none: nothing has changed.
  [[nodiscard]] std::optional<TimePoint> due() const;

 private:
  std::optional<TimePoint> first_;
  TimePoint last_;
};

}  // namespace muster::reload

#endif
