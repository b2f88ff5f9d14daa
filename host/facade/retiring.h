// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FACADE_RETIRING_H
#define MUSTER_FACADE_RETIRING_H

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <muster/error.h>
#include "base/clock.h"
#include "base/poll_loop.h"
#include "plugin/load_state.h"
#include "registry/retirer.h"

namespace muster::facade {

/// Runs the retirer's steps on a retiring thread. When a library's code does not return from being
/// closed or unloaded, the library is quarantined, the thread left to itself, and another one takes
/// its place.
///
/// Threads:  the control thread's, and once that has ended, one other's; is_stuck() and
///           is_linker_held() from any.
/// Lifetime: a thread that was left to itself uses all that this was given, for as long as the
///           process lives: see leave().
class Retiring {
 public:
  using Reach = registry::Retirer::Reach;
  /// Whether something is left that only time can bring on.
  using Done = std::function<void(bool is_left)>;

  /// `done` hears of the end of each step, and when code that was given up on returned; `late`, of
  /// a step that takes longer than the patience, but not by the fault of a library.
  Retiring(const Clock& clock, PollLoop& loop, registry::Retirer& retirer, plugin::LoadState& state,
           std::chrono::nanoseconds patience, Done done, std::function<void()> late);
  ~Retiring();
  Retiring(const Retiring&) = delete;
  Retiring& operator=(const Retiring&) = delete;

  /// An error: there is no thread to be had.
  [[nodiscard]] Result<void> start();

  /// One at a time: the next after `done` of the last. Nothing, where too much is stuck.
  void step(Reach reach);
  [[nodiscard]] bool is_running() const { return running_.has_value(); }
  /// Whether a step is under way that may be in the dynamic linker.
  [[nodiscard]] bool is_unloading() const { return running_ == Reach::unload; }

  /// Whether code that was given up on has not returned, and whether it holds the dynamic linker.
  [[nodiscard]] bool is_stuck() const noexcept { return is_stuck_; }
  [[nodiscard]] bool is_linker_held() const noexcept { return is_linker_held_; }
  /// What has not returned, for each report.
  [[nodiscard]] std::vector<Error> warnings() const;
  /// How often that has changed.
  [[nodiscard]] std::uint64_t changes() const noexcept { return changes_; }
  /// Why nothing can be loaded now.
  [[nodiscard]] std::optional<Error> why_blocked() const;

  /// At the end: steps until nothing is left, or the moment has come; but one step in any case, in
  /// which a library's code has two seconds to return.
  void finish(Reach reach, TimePoint until);
  /// After that: ends the thread, and lets go of those that are stuck. True: there are some, and
  /// everything that they use has to stay for good.
  [[nodiscard]] bool leave();

 private:
  struct Thread {
    explicit Thread(const Clock& clock) : loop(clock) {}
    PollLoop loop;
    std::thread thread;
  };
  struct Stuck {
    plugin::Journal::Entry entry;
    Error problem;
    std::unique_ptr<Thread> thread;
  };

  void ended(const Thread* thread, bool is_left);
  void watch(TimePoint moment);
  void look();
  void give_up(plugin::Journal::Entry entry);
  void note_stuck();
  [[nodiscard]] TimePoint last_moment(TimePoint until) const;
  static void end(Thread& thread);

  const Clock& clock_;
  PollLoop& loop_;
  registry::Retirer& retirer_;
  plugin::LoadState& state_;
  const std::chrono::nanoseconds patience_;
  const Done done_;
  const std::function<void()> late_;

  std::unique_ptr<Thread> thread_;  // null: there was none to be had
  std::optional<Reach> running_;
  std::optional<PollLoop::Timer> timer_;
  TimePoint due_{};  // of the timer
  std::vector<Stuck> stuck_;
  std::uint64_t changes_ = 0;
  bool is_unfinished_ = false;  // finish() left thread_ inside of a step
  std::atomic<bool> is_stuck_ = false;
  std::atomic<bool> is_linker_held_ = false;
};

}  // namespace muster::facade

#endif
