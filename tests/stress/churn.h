// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_STRESS_CHURN_H
#define MUSTER_TESTS_STRESS_CHURN_H

#include <chrono>

namespace muster::stress {

/// Replaces plugins under their callers for that long, and prints how often. False: a call failed
/// or met an older version than the one before it, or something of an old version was left in the
/// end.
[[nodiscard]] bool churn(std::chrono::seconds duration);

}  // namespace muster::stress

#endif
