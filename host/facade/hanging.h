// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FACADE_HANGING_H
#define MUSTER_FACADE_HANGING_H

#include <chrono>
#include <cstddef>

#include <muster/error.h>
#include "base/clock.h"
#include "plugin/load_state.h"

/// What is held of a library's code that does not return, whether it is loaded or closed.
namespace muster::facade {

/// The control thread that comes so late was held up itself, and so may the code have been.
inline constexpr std::chrono::seconds kLateness{1};
inline constexpr std::chrono::nanoseconds kLeastPatience = std::chrono::milliseconds(1);
inline constexpr std::size_t kStuckMost = 4;  ///< each holds a thread and its library

/// Quarantines the library that did not return from `entry` with so much patience. Returns what is
/// said of it.
Error quarantine_hanging(plugin::LoadState& state, const plugin::Journal::Entry& entry,
                         std::chrono::nanoseconds patience, const Clock& clock);

}  // namespace muster::facade

#endif
