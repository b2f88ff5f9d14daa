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

/// The same below a folder that is open; `subject` is what errors call the file.
[[nodiscard]] Result<UniqueFd> find_beneath(int folder, const std::string& name,
                                            const std::string& subject);

/// What find_beneath() does where the kernel has no openat2, or forbids it: follows no link at all,
/// because where one leads could change between looking and following.
[[nodiscard]] Result<UniqueFd> find_beneath_stepwise(int folder, const std::string& name,
                                                     const std::string& subject);

}  // namespace muster

#endif
