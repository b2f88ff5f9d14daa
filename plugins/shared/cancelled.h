// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SHARED_CANCELLED_H
#define MUSTER_SHARED_CANCELLED_H

#include <functional>
#include <muster/failure.hpp>

namespace shared {

/// Whether nobody waits for the answer any more.
using Cancelled = std::function<bool()>;

inline constexpr const char* kCancelled = "cancelled";  ///< the code of the failure

/// Ends work that nobody waits for, by muster::Failure.
inline void stop_if(const Cancelled& cancelled) {
  if (cancelled()) throw muster::Failure(kCancelled, "nobody waits for the answer any more");
}

}  // namespace shared

#endif
