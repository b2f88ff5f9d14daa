// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RELOAD_TAKEN_H
#define MUSTER_RELOAD_TAKEN_H

#include <cstdint>

#include "catalog/scan.h"

namespace muster::reload {

/// What a reload found on the disk and took in, or told that it cannot.
struct Taken {
  catalog::Inventory inventory;
  std::int64_t found_at_ns = 0;  ///< since the epoch, before the scan: for Stamp::settled_at
};

/// What another scan says of that.
enum class Difference : std::uint8_t {
  none,      ///< a reload would find what the last one found
  unproven,  ///< equal stamps, of which some prove nothing
  some,
};

[[nodiscard]] Difference difference(const Taken& before, const catalog::Inventory& now);

}  // namespace muster::reload

#endif
