// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_STRESS_FLIPS_H
#define MUSTER_TESTS_STRESS_FLIPS_H

#include <chrono>

namespace muster::stress {

/// FILE-02 at length: flips random bits of sealed plugins, has a host reload each, and asks whether
/// it lives. Prints its seed, the flips in a second, and what became of them by code. The first
/// seed is $MUSTER_STRESS_SEED, or random; each flip has the next. $MUSTER_STRESS_FLIPS ends it
/// after so many.
///
/// False: a host died, or answered wrongly. The file stays as flip-SEED.so in the working folder.
[[nodiscard]] bool flip(std::chrono::seconds duration);

}  // namespace muster::stress

#endif
