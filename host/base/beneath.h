// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_BENEATH_H
#define MUSTER_BASE_BENEATH_H

#include <string>

#include <muster/error.h>
#include "base/unique_fd.h"

namespace muster {

/// Finds a file below a folder without opening it (O_PATH), through symbolic links only where they
/// stay beneath the folder. `name` is relative. An error has a code `file.*` and names
/// folder + name; a link that leads out, nowhere or in a circle says which.
///
/// Threads: any.  Cost: one openat2; where the kernel has none, one openat for each part.
[[nodiscard]] Result<UniqueFd> find_beneath(const std::string& folder, const std::string& name);

}  // namespace muster

#endif
