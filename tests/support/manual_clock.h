// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_MANUAL_CLOCK_H
#define MUSTER_TESTS_SUPPORT_MANUAL_CLOCK_H

#include "base/manual_clock.h"

namespace muster::test {

using muster::ManualClock;

}  // namespace muster::test

#endif
