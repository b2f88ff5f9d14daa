// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_BENEATH_H
#define MUSTER_BASE_BENEATH_H

#include <string>

#include <muster/error.h>
#include "base/file.h"
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

/// Reads what find_beneath() finds, as read_file() does: what was found is what is read, whatever
/// is put in its place meanwhile. What is no regular file is not opened.
[[nodiscard]] Result<FileContent> read_beneath(int folder, const std::string& name,
                                               std::size_t max_bytes, const std::string& subject);

/// What find_beneath() does where the kernel has no openat2, or forbids it: follows no link at all,
/// because where one leads could change between looking and following.
[[nodiscard]] Result<UniqueFd> find_beneath_stepwise(int folder, const std::string& name,
                                                     const std::string& subject);

}  // namespace muster

#endif
