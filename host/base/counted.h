// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_COUNTED_H
#define MUSTER_BASE_COUNTED_H

#include <cstdint>
#include <string>
#include <string_view>

namespace muster {

/// "1 agent", "2 agents". Pure.
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view one);

}  // namespace muster

#endif
