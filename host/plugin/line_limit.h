// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_LINE_LIMIT_H
#define MUSTER_PLUGIN_LINE_LIMIT_H

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/clock.h"

namespace muster::plugin {

/// How many lines an agent may log: so many in each second that begins with a line. Counts what it
/// drops.
///
/// Threads: one at a time.
class LineLimit {
 public:
  static constexpr std::uint64_t kLines = 100;

  /// None: the line is dropped. Else it passes, and so many were dropped since the last that did.
  [[nodiscard]] std::optional<std::uint64_t> pass(TimePoint now) noexcept {
    if (passed_ == 0 || now - begin_ >= std::chrono::seconds(1)) {
      begin_ = now;
      passed_ = 0;
    }
    if (passed_ == kLines) {
      ++dropped_;
      return std::nullopt;
    }
    ++passed_;
    return take_dropped();
  }

  /// How many were dropped since that was last said.
  [[nodiscard]] std::uint64_t take_dropped() noexcept { return std::exchange(dropped_, 0); }

 private:
  TimePoint begin_;
  std::uint64_t passed_ = 0;  // since begin_
  std::uint64_t dropped_ = 0;
};

}  // namespace muster::plugin

#endif
