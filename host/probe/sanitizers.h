// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PROBE_SANITIZERS_H
#define MUSTER_PROBE_SANITIZERS_H

namespace muster::probe {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kHasSanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kHasSanitizer = true;
#else
inline constexpr bool kHasSanitizer = false;
#endif
#else
inline constexpr bool kHasSanitizer = false;
#endif

/// A sanitizer starts a thread of its own with the program's first one. Has it do so now, before
/// threads are counted.
void start_sanitizer_threads();

}  // namespace muster::probe

#endif
