// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FACADE_DEFAULT_PERMISSIONS_H
#define MUSTER_FACADE_DEFAULT_PERMISSIONS_H

#include <sys/types.h>

#include <string_view>

#include <muster/permissions.h>

namespace muster::facade {

/// Those of a process of this user. `systemd_exec_pid` is the variable that systemd sets to the id
/// of the process that it starts as a service (systemd.exec(5), since version 248). Pure.
[[nodiscard]] Permissions default_permissions(uid_t user, pid_t process,
                                              std::string_view systemd_exec_pid) noexcept;

}  // namespace muster::facade

#endif
