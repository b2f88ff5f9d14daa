// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SHARED_QUOTED_H
#define MUSTER_SHARED_QUOTED_H

#include <string>
#include <string_view>

namespace shared {

/// A name as messages show it.
[[nodiscard]] inline std::string quoted(std::string_view name) {
  std::string out(1, '"');
  out += name;
  return out += '"';
}

}  // namespace shared

#endif
