// SPDX-License-Identifier: Apache-2.0
#include "reload/debounce.h"

#include <algorithm>

namespace muster::reload {

void Debounce::changed(TimePoint now) {
  if (!first_) first_ = now;
  last_ = now;
}

void Debounce::clear() { first_.reset(); }

std::optional<TimePoint> Debounce::due() const {
  if (!first_) return std::nullopt;
  return std::min(last_ + kQuiet, *first_ + kAtMost);
}

}  // namespace muster::reload
