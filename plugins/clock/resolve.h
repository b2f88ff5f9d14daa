// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLOCK_RESOLVE_H
#define MUSTER_CLOCK_RESOLVE_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "clock/instant.h"

namespace clock_agent {

/// Which instant is meant by a local time that is none or two.
enum class Choose : std::uint8_t { earliest, latest };

/// The instant that a caller wrote. A time without an offset is one on the walls of `zone`. Throws
/// muster::Failure: bad_time, zone_needed, unknown_zone, and ambiguous_time or
/// nonexistent_time with both candidates, unless the caller chose.
[[nodiscard]] Instant resolve(std::string_view time, std::optional<std::string_view> zone,
                              std::optional<Choose> choose);

/// An instant as the clocks of a zone show it.
struct Shown {
  std::string time;          ///< RFC 3339, with the zone's offset
  std::string abbreviation;  ///< "CET"
  std::string weekday;       ///< "Saturday"
};
[[nodiscard]] Shown show(const Instant& instant, std::string_view zone);

}  // namespace clock_agent

#endif
