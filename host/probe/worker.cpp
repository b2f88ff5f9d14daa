// SPDX-License-Identifier: Apache-2.0
#include "probe/worker.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>

#include "base/unique_fd.h"
#include "plugin/call_pool.h"
#include "probe/picture.h"
#include "probe/sanitizers.h"
#include "probe/trial.h"

namespace muster::probe {
namespace {

using std::chrono::steady_clock;

void limit(__rlimit_resource resource, rlim_t most) {
  rlimit current{};
  ::getrlimit(resource, &current);
  const rlim_t value = std::min(most, current.rlim_max);
  const rlimit wanted{value, value};
  ::setrlimit(resource, &wanted);
}

void limit_resources() {
  // Where memory runs out before these limits do, it is this process that ends, not the host.
  if (const UniqueFd file{::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)}) {
    [[maybe_unused]] const ssize_t written = ::write(file.get(), "1000", 4);
  }
  constexpr rlim_t kMiB = rlim_t{1} << 20;
  limit(RLIMIT_CORE, 1);  // too little for a file; and the one value that stops a pipe, too
  limit(RLIMIT_FSIZE, 64 * kMiB);
  limit(RLIMIT_NOFILE, 4096);
  limit(RLIMIT_STACK, 8 * kMiB);
  // Private memory that can be written to; address space that is merely reserved is free.
  if (!kHasSanitizer) limit(RLIMIT_DATA, 1024 * kMiB);
}

// A minute of processor time beyond what a library may use: what it leaves behind ends some day,
// also where nobody is left to end it.
void limit_processor_time(const plugin::ProbeRequest& request) {
  const auto longest = std::chrono::minutes(1) + request.patience + opening_limit(request);
  const auto allowed = std::chrono::ceil<std::chrono::seconds>(longest).count();
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  rlimit time{};
  ::getrlimit(RLIMIT_CPU, &time);
  time.rlim_cur = std::min(static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                               static_cast<rlim_t>(allowed),
                           time.rlim_max);
  ::setrlimit(RLIMIT_CPU, &time);
}

// Descriptors 0 to 2 and no other.
void take_streams(int printed) {
  ::dup2(printed, STDOUT_FILENO);
  ::dup2(printed, STDERR_FILENO);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  ::setvbuf(stdout, nullptr, _IONBF, 0);  // what was printed before a crash is the clue to it
}

}  // namespace

void work(const plugin::ProbeRequest& request, std::size_t first, Tape& tape, int printed) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::setpgid(0, 0);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // What a library starts and abandons becomes a child of this process, and so is seen.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  take_streams(printed);
  limit_resources();
  start_sanitizer_threads();

  plugin::CallPool calls;
  const Picture before = Picture::take();
  for (std::size_t number = first; number < request.tasks.size() && tape.has_room(); ++number) {
    limit_processor_time(request);
    tape.begin(steady_clock::now());
    Trial trial(request.tasks[number], before, tape);
    tape.end(encode(plugin::ProbeAnswer{number, trial.run(request.opening, calls)}));
    // Before the trial goes: it would unmap what a thread of the library may be running.
    if (!trial.is_process_clean()) ::_exit(0);
    ::ftruncate(STDOUT_FILENO, 0);
  }
  ::_exit(0);  // runs no code of a library that is still there
}

}  // namespace muster::probe
