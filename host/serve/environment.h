// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_ENVIRONMENT_H
#define MUSTER_SERVE_ENVIRONMENT_H

#include <sys/types.h>

#include <string>

namespace muster::serve {

/// What of a process's surroundings decides its paths. Read once, so that every choice is a pure
/// function of it. An empty string: not set, or not absolute, which XDG says to ignore.
struct Environment {
  std::string muster_socket;
  std::string xdg_runtime_dir;
  std::string xdg_data_home;            ///< or else $HOME/.local/share
  std::string xdg_state_home;           ///< or else $HOME/.local/state
  std::string program_folder;           ///< where the running program lies
  bool run_muster_is_writable = false;  ///< /run/muster
  bool var_muster_is_writable = false;  ///< /var/lib/muster
  uid_t user = 0;
};

/// Of this process.
[[nodiscard]] Environment environment();

}  // namespace muster::serve

#endif
