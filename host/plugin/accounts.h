// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_ACCOUNTS_H
#define MUSTER_PLUGIN_ACCOUNTS_H

#include <sys/types.h>

#include <string>

/// What the system calls its users and groups.
///
/// Threads: any.  Cost: reads a file, or asks a server, as nsswitch.conf says.
namespace muster::plugin {

[[nodiscard]] std::string user_name(uid_t uid);   ///< "bob (1001)", "1001" if it has no name
[[nodiscard]] std::string group_name(gid_t gid);  ///< "staff (50)"

/// Whether a group is a user's own and nobody else's: his first group, of his name, with no other
/// member. The name matters: where all users have one first group, none is listed as its member.
[[nodiscard]] bool is_private_group(uid_t uid, gid_t gid);

}  // namespace muster::plugin

#endif
