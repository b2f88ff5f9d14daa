// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_STRESS_CROWD_H
#define MUSTER_TESTS_STRESS_CROWD_H

namespace muster::stress {

/// Serves a root of skills that holds 100,000 folders beside one that is as it should be, once.
/// True: the first was told, the second served.
[[nodiscard]] bool crowd();

}  // namespace muster::stress

#endif
