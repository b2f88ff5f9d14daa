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
/// Threads: any.  Cost: none for a file that only its owner may write to; else a look into the
/// system's list of users, which may be on the network.
[[nodiscard]] std::optional<Error> why_untrusted(const std::string& path, const struct stat& status,
                                                 Permissions mode);

/// The same for a folder, every folder above it, and the symbolic links among them: whoever may
/// rename one of them may put another in its place. A sticky folder (/tmp) is fine where what lies
/// in it is ours or root's. A folder that cannot be looked at is an error `file.*`.
[[nodiscard]] std::optional<Error> why_untrusted_folder(const std::string& folder,
                                                        Permissions mode);

/// The same for all that a symbolic link leads through: hidden folders are not listed, so nothing
/// else asks who may write to them. Nothing: it is no link, or nobody else could redirect it.
[[nodiscard]] std::optional<Error> why_untrusted_link(const std::string& path, Permissions mode);

}  // namespace muster::plugin

#endif
