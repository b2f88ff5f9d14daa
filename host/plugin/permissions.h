// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_PERMISSIONS_H
#define MUSTER_PLUGIN_PERMISSIONS_H

#include <sys/stat.h>

#include <optional>
#include <string>

#include <muster/error.h>
#include <muster/permissions.h>

namespace muster::plugin {

/// Why somebody else than root and this user could put code into a file: who owns it, its mode and
/// the command that mends it. Nothing: nobody could, or the mode is `off`.
///
/// Threads: any.
[[nodiscard]] std::optional<Error> why_untrusted(const std::string& path, const struct stat& status,
                                                 Permissions mode);

/// The same for a folder and every folder above it: whoever may rename one of them may put another
/// in its place. A sticky folder (/tmp) is fine where the folder below it is ours or root's.
[[nodiscard]] std::optional<Error> why_untrusted_folder(const std::string& folder,
                                                        Permissions mode);

}  // namespace muster::plugin

#endif
