// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_FACADE_COUNTED_NEW_H
#define MUSTER_TESTS_FACADE_COUNTED_NEW_H

#include <cstdint>

namespace muster::test {

/// How often this thread has asked operator new for memory. The program that links counted_new.cpp
/// has it replaced.
[[nodiscard]] std::uint64_t allocations() noexcept;

}  // namespace muster::test

#endif
