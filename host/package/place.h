// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PACKAGE_PLACE_H
#define MUSTER_PACKAGE_PLACE_H

#include <cstdint>
#include <string>

#include <muster/error.h>

namespace muster::package {

/// What may give way: a file goes, and a folder changes places with the new one.
enum class Replace : std::uint8_t { nothing, file, folder };

/// Gives what is at `from`, a file or a folder, the path `to`. Whatever is there already stays, but
/// for what `replace` names. At once, where the file system can do that.
[[nodiscard]] Result<void> put_in_place(const std::string& from, const std::string& to,
                                        Replace replace);

}  // namespace muster::package

#endif
