// SPDX-License-Identifier: Apache-2.0
#include "base/counted.h"

#include <fmt/format.h>

namespace muster {

std::string counted(std::uint64_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

}  // namespace muster
