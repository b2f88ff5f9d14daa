// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLOCK_NEAREST_H
#define MUSTER_CLOCK_NEAREST_H

#include <string>
#include <string_view>
#include <vector>

namespace clock_agent {

/// The names that were probably meant, at most three, the nearest first. Case and blanks do not
/// count, and what stands before the last slash may be left out: "new york" is near
/// "America/New_York". Empty: none is near.
[[nodiscard]] std::vector<std::string> nearest_names(std::string_view name,
                                                     const std::vector<std::string>& names);

}  // namespace clock_agent

#endif
