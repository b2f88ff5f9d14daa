// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_CONNECTION_LIMITS_H
#define MUSTER_SERVE_CONNECTION_LIMITS_H

#include <chrono>
#include <cstdint>

namespace muster::serve {

/// What one connection may take.
struct ConnectionLimits {
  std::uint64_t max_body_bytes = std::uint64_t{1} << 20;
  std::uint32_t max_header_bytes = 16 * 1024;
  std::chrono::milliseconds request_patience{10'000};   ///< for a whole request to arrive
  std::chrono::milliseconds response_patience{10'000};  ///< for a whole response to leave
};

}  // namespace muster::serve

#endif
