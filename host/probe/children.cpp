// SPDX-License-Identifier: Apache-2.0
#include "probe/children.h"

#include <sys/wait.h>

#include <csignal>
#include <fstream>

namespace muster::probe {
namespace {

// False: none is known. Zombies count.
bool kill_all() {
  std::ifstream children("/proc/thread-self/children");
  bool found = false;
  for (pid_t child = 0; children >> child; found = true) ::kill(child, SIGKILL);
  return found;
}

}  // namespace

void end_children() {
  // Where the kernel does not list them, those that have ended are reaped at least.
  while (::waitpid(-1, nullptr, kill_all() ? 0 : WNOHANG) > 0) {
  }
}

}  // namespace muster::probe
