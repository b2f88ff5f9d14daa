// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_NO_SYSTEM_CALLS_H
#define MUSTER_TESTS_SUPPORT_NO_SYSTEM_CALLS_H

#include <functional>

namespace muster::test {

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
inline constexpr bool kFindsSystemCalls = false;  // the sanitizer's runtime makes its own
#else
inline constexpr bool kFindsSystemCalls = true;
#endif

/// Runs a function in a child process that dies of its first system call, where that can be told.
/// True: it returned.
[[nodiscard]] bool runs_without_system_calls(const std::function<void()>& function);

}  // namespace muster::test

#endif
