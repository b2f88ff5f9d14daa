// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_NO_SYSTEM_CALLS_H
#define MUSTER_TESTS_SUPPORT_NO_SYSTEM_CALLS_H

#include <functional>

namespace muster::test {

/// Runs a function in a child process that dies of its first system call. True: it returned.
[[nodiscard]] bool runs_without_system_calls(const std::function<void()>& function);

}  // namespace muster::test

#endif
