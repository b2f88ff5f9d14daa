// SPDX-License-Identifier: Apache-2.0
#include "support/no_system_calls.h"

#include <doctest/doctest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>

namespace muster::test {
namespace {

/// From now on this process may end, and nothing else.
bool forbid_system_calls() {
  std::array<sock_filter, 4> program{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
  }};
  const sock_fprog filter{program.size(), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

constexpr int kReturned = 0;
constexpr int kNoFilter = 3;

}  // namespace

bool runs_without_system_calls(const std::function<void()>& function) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (kFindsSystemCalls && !forbid_system_calls()) ::_exit(kNoFilter);
    function();
    ::_exit(kReturned);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE_FALSE_MESSAGE((WIFEXITED(status) && WEXITSTATUS(status) == kNoFilter),
                        "system calls cannot be forbidden here");
  return WIFEXITED(status) && WEXITSTATUS(status) == kReturned;
}

}  // namespace muster::test
