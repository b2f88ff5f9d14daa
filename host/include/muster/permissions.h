// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PERMISSIONS_H
#define MUSTER_PERMISSIONS_H

#include <cstdint>
#include <string_view>

#include <muster/export.h>

namespace muster {

/// Whose files are loaded as code. In every mode a library, and each folder on the way to it, has
/// to belong to root or to the user of this process.
enum class Permissions : std::uint8_t {
  strict,  ///< writable by nobody else
  user,    ///< also writable by the owner's private group (umask 002)
  off,     ///< nothing is checked
};
MUSTER_API std::string_view name_of(Permissions permissions) noexcept;  ///< "strict"

/// strict for root and for a service of the system, else user.
[[nodiscard]] MUSTER_API Permissions default_permissions() noexcept;

}  // namespace muster

#endif
