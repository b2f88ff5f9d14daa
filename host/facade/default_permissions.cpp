// SPDX-License-Identifier: Apache-2.0
#include "facade/default_permissions.h"

#include <unistd.h>

#include <charconv>
#include <cstdlib>

namespace muster {

Permissions facade::default_permissions(uid_t user, pid_t process,
                                        std::string_view systemd_exec_pid) noexcept {
  // Not $INVOCATION_ID: a desktop's terminal is a service too, and its shells inherit that one.
  pid_t service = 0;
  const char* const end = systemd_exec_pid.data() + systemd_exec_pid.size();
  std::from_chars(systemd_exec_pid.data(), end, service);
  return user == 0 || service == process ? Permissions::strict : Permissions::user;
}

Permissions default_permissions() noexcept {
  const char* const service = std::getenv("SYSTEMD_EXEC_PID");
  return facade::default_permissions(::geteuid(), ::getpid(), service != nullptr ? service : "");
}

}  // namespace muster
