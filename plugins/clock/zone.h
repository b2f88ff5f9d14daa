// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLOCK_ZONE_H
#define MUSTER_CLOCK_ZONE_H

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "clock/future_rule.h"
#include "clock/instant.h"

namespace date {
class time_zone;
}

namespace clock_agent {

/// A zone of the system's tzdata, which is read when the first zone is asked for and kept until the
/// process ends.
///
/// Threads: any.
/// Errors:  muster::Failure. no_zones: tzdata is not installed, or not readable.
class Zone {
 public:
  /// unknown_zone: names the nearest ones.
  [[nodiscard]] static Zone find(std::string_view name);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] Offset at(std::chrono::sys_seconds time) const;

  /// The instants at which the zone's clocks show this, the earliest first: one as a rule, two
  /// where they were turned back, none where they skipped it.
  [[nodiscard]] std::vector<Instant> instants_of(const WallTime& time) const;

  /// For a time that was skipped: what it is by the clock after the change, and by that before it,
  /// which is the later instant.
  [[nodiscard]] std::vector<Instant> instants_around_gap(const WallTime& time) const;

 private:
  Zone(std::string name, const date::time_zone& zone) : name_(std::move(name)), zone_(zone) {}
  [[nodiscard]] std::vector<std::chrono::seconds> offsets_near(const WallTime& time) const;

  std::string name_;
  const date::time_zone& zone_;
};

/// The names of all zones, sorted.
[[nodiscard]] std::vector<std::string> zone_names();

}  // namespace clock_agent

#endif
