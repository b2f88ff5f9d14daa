// SPDX-License-Identifier: Apache-2.0
#include "probe/supervisor.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/text.h"
#include "base/unique_fd.h"
#include "plugin/codes.h"
#include "plugin/printed.h"
#include "probe/children.h"
#include "probe/deadline.h"
#include "probe/tape.h"
#include "probe/worker.h"

namespace muster::probe {
namespace {

using plugin::Probed;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
namespace codes = plugin::codes;

/// How the watch over a worker ended.
struct Watched {
  enum class End { ended, overran, abandoned } end;
  std::size_t begun = 0;  ///< if it overran: what had begun then
};

bool is_reader_gone(const pollfd& report) { return (report.revents & (POLLERR | POLLHUP)) != 0; }

// Where a library was. It may have written anything there.
std::string place_of(const Tape& tape) { return name_of(tape.stage(), escaped(tape.agent())); }

// What it was that a library overran.
std::string shown_limit(const plugin::ProbeRequest& request, const Tape& tape) {
  const Stage stage = tape.stage();
  const std::string place = place_of(tape);
  const auto limit = opening_limit(request);
  if (is_opening(request, stage) && later(tape.opening(), limit) <= steady_clock::now()) {
    return fmt::format("its agents were not done within {} ms together, {}", limit.count(), place);
  }
  return fmt::format("it was not done within {} ms, {}", patience_of(request, stage).count(),
                     place);
}

// Leaves it to be waited for.
bool has_ended(pid_t worker) {
  siginfo_t ended{};
  return ::waitid(P_PID, static_cast<id_t>(worker), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == worker;
}

// Waits for the end of a worker, as long as each of its libraries is in time.
Watched watch(pid_t worker, const Tape& tape, const plugin::ProbeRequest& request) {
  const UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, worker, 0)));
  // Nobody says when a library comes to its next stage, which may have less time than this one; and
  // where the kernel gives no descriptor, nobody says when the worker ends.
  const milliseconds longest =
      process ? std::min(request.patience, request.open_patience) : milliseconds(10);
  Deadline deadline(request, tape, steady_clock::now());
  for (;;) {
    // In this order: a worker sets the clock of a library before it counts it. The other way round
    // a library that begins between the two would be timed by the clock of the one before, or none.
    const std::size_t begun = tape.begun();
    const milliseconds left = deadline.left(begun, steady_clock::now());
    if (left <= milliseconds::zero()) return {Watched::End::overran, begun};

    std::array<pollfd, 2> sources{{{process.get(), POLLIN, 0}, {plugin::kProbeReport, 0, 0}}};
    const milliseconds wait = std::min(left, longest);
    const TimePoint due = later(steady_clock::now(), wait);
    ::poll(sources.data(), sources.size(), static_cast<int>(wait.count()));
    deadline.woke(due, steady_clock::now());
    if (is_reader_gone(sources[1])) return {Watched::End::abandoned, begun};
    if (sources[0].revents != 0 || (!process && has_ended(worker)))
      return {Watched::End::ended, begun};
  }
}

// Ends a worker and all that its libraries started; how it ended itself.
siginfo_t end(pid_t worker) {
  ::kill(worker, SIGKILL);
  ::kill(-worker, SIGKILL);
  siginfo_t ended{};
  ::waitid(P_PID, static_cast<id_t>(worker), &ended, WEXITED);
  end_children();
  return ended;
}

bool is_killed(const siginfo_t& ended) {
  return ended.si_code == CLD_KILLED && ended.si_status == SIGKILL;
}

std::string signal_name(int number) {
  const char* const name = ::sigabbrev_np(number);
  return name == nullptr ? fmt::format("signal {}", number) : fmt::format("SIG{}", name);
}

Error charge(const plugin::ProbeTask& task, const siginfo_t& ended, std::string_view stage) {
  if (ended.si_code == CLD_EXITED) {
    return error(codes::probe_exited, task.subject,
                 fmt::format("it exited with status {} {}", ended.si_status, stage));
  }
  return error(codes::probe_crashed, task.subject,
               fmt::format("{} {}", signal_name(ended.si_status), stage));
}

class Supervisor {
 public:
  explicit Supervisor(const plugin::ProbeRequest& request)
      : request_(request), printed_(plugin::make_printed()) {}

  bool run() {
    while (next_ < request_.tasks.size()) {
      if (!run_worker()) return false;
    }
    return true;
  }

 private:
  bool run_worker() {
    tape_.rewind(next_);
    ::ftruncate(printed_.get(), 0);
    const pid_t worker = ::fork();
    if (worker < 0) {
      std::fprintf(stderr, "cannot start a process: %s", ::strerrordesc_np(errno));
      return false;
    }
    if (worker == 0) work(request_, next_, tape_, printed_.get());
    ::setpgid(worker, worker);

    const Watched watched = watch(worker, tape_, request_);
    const siginfo_t ended = end(worker);
    return watched.end != Watched::End::abandoned && report(watched, ended);
  }

  // What the worker has left, and what is to be said of the library that it died in, if any.
  bool report(const Watched& watched, const siginfo_t& ended) {
    const std::size_t first = next_;
    next_ = std::clamp(tape_.ended(), first, request_.tasks.size());
    if (!write(tape_.lines())) return false;
    const bool died_in_next = tape_.begun() > tape_.ended() && next_ < request_.tasks.size();
    if (!died_in_next) return next_ > first || give_up();
    const plugin::ProbeTask& task = request_.tasks[next_];
    if (watched.end == Watched::End::ended) {
      if (is_killed(ended) && spared_ != next_) {
        spared_ = next_;
        return true;
      }
      return answer(charge(task, ended, place_of(tape_)));
    }
    // It had just come to an end, and the one that was ended has had no time.
    if (watched.begun != tape_.begun()) return true;
    return answer(error(codes::probe_timeout, task.subject, shown_limit(request_, tape_)));
  }

  bool answer(Error problem) {
    if (const auto printed = plugin::printed_tail(printed_.get()); !printed.empty()) {
      problem.message += "; it printed: " + printed;
    }
    const Probed probed{.outcome = Probed::Outcome::dangerous,
                        .problems = {std::move(problem)},
                        .warnings = {},
                        .agents = {}};
    return write(encode(plugin::ProbeAnswer{next_++, probed}) + '\n');
  }

  // A worker that ends before its first library would do so for ever.
  static bool give_up() {
    std::fputs("a process that was to load libraries ended before it could", stderr);
    return false;
  }

  // No worker runs now, so that the signal of a pipe without a reader harms nobody.
  static bool write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(plugin::kProbeReport, text.data(), text.size());
      if (written <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

  const plugin::ProbeRequest& request_;
  const UniqueFd printed_;
  Tape tape_;
  std::size_t next_ = 0;
  // Tried once more: somebody, or the kernel for want of memory, may have killed the worker. If it
  // is killed again, it is the library.
  std::optional<std::size_t> spared_;
};

}  // namespace

bool supervise(const plugin::ProbeRequest& request) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  return Supervisor(request).run();
}

}  // namespace muster::probe
