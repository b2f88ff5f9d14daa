// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_TIMESTAMP_H
#define MUSTER_BASE_TIMESTAMP_H

#include <chrono>
#include <string>

namespace muster {

/// "2026-11-20T22:10:25.125Z" (RFC 3339, UTC, milliseconds).
[[nodiscard]] std::string timestamp(std::chrono::system_clock::time_point at);

}  // namespace muster

#endif
