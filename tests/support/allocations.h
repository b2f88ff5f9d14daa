// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_ALLOCATIONS_H
#define MUSTER_TESTS_SUPPORT_ALLOCATIONS_H

#include <cstdint>

namespace muster::test {

/// What this thread has asked of operator new so far.
struct Allocations {
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;
};

/// Only in a program that links muster_test_allocations: it replaces operator new.
[[nodiscard]] Allocations allocations() noexcept;

}  // namespace muster::test

#endif
