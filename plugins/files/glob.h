// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FILES_GLOB_H
#define MUSTER_FILES_GLOB_H

#include <string_view>

namespace files {

/// Whether a name is as a pattern says: * is anything, ? is any one character, everything else is
/// itself. Cost: name times pattern at most.
[[nodiscard]] bool matches_glob(std::string_view name, std::string_view pattern) noexcept;

}  // namespace files

#endif
