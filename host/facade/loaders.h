// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FACADE_LOADERS_H
#define MUSTER_FACADE_LOADERS_H

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <muster/host.h>
#include "base/clock.h"
#include "base/poll_loop.h"
#include "catalog/attempt.h"
#include "plugin/load_state.h"
#include "reload/transaction.h"

namespace muster::facade {

/// The error of a thread that is not to be had.
[[nodiscard]] Error no_thread(const std::system_error& failure);

/// Runs each reload on a loader thread of its own, and gives up on one in which a library's code
/// does not return: the library is quarantined, the thread left to itself, the reload run again
/// without it. Only code that hangs inside the dynamic linker blocks every later reload, for the
/// linker lets one thread in at a time.
///
/// Threads:  the control thread's; stuck() from any.
/// Lifetime: a thread that was left to itself uses all that this was given, for as long as the
///           process lives: see leave().
class Loaders {
 public:
  /// Without a report: nothing had changed.
  using Done = std::function<void(std::optional<ReloadReport>)>;
  enum class When : std::uint8_t { always, if_changed };

  /// `done` hears what came of a run; `recovered`, that code returned which was given up on.
  Loaders(const Clock& clock, PollLoop& loop, reload::Transaction& transaction,
          plugin::LoadState& state, std::chrono::nanoseconds patience, Done done,
          std::function<void()> recovered);

  /// One at a time: the next after `done` of the last.
  void run(ReloadReport begun, When when = When::always);

  /// The run that is under way, if any, is given up on at this moment, whatever it does.
  void end_by(TimePoint until);

  /// Whether a run is under way, and may be in the dynamic linker. For the control thread.
  [[nodiscard]] bool is_running() const { return current_.has_value(); }

  /// Whether code that was given up on holds the dynamic linker: nobody may load or unload.
  [[nodiscard]] bool is_linker_held() const;

  /// What was given up on and has not returned.
  [[nodiscard]] std::vector<Retained> stuck() const;

  /// At the very end, after the last run: lets go of the threads that are stuck. True: there are
  /// some, and everything that they use has to stay for good.
  [[nodiscard]] bool leave();

 private:
  struct Loading {
    ReloadReport begun;
    std::shared_ptr<catalog::Attempt> attempt;
    std::thread thread;
  };
  struct Stuck {
    std::optional<plugin::Journal::Entry> entry;  ///< none: it was not in a library's code
    bool holds_linker = false;
    std::chrono::system_clock::time_point since;
    Loading loading;
  };

  void start(ReloadReport begun, When when);
  [[nodiscard]] std::optional<ReloadReport> attempt(const ReloadReport& begun, When when,
                                                    catalog::Attempt& attempt);
  void ended(const std::shared_ptr<catalog::Attempt>& attempt, std::optional<ReloadReport> report);
  void watch(TimePoint moment);
  void look();
  void give_up(std::optional<plugin::Journal::Entry> entry, bool holds_linker);
  /// Why no loader can do anything now.
  [[nodiscard]] std::optional<Error> why_blocked() const;

  const Clock& clock_;
  PollLoop& loop_;
  reload::Transaction& transaction_;
  plugin::LoadState& state_;
  const std::chrono::nanoseconds patience_;
  const Done done_;
  const std::function<void()> recovered_;

  std::optional<Loading> current_;
  std::optional<TimePoint> end_by_;
  std::optional<PollLoop::Timer> timer_;
  TimePoint due_{};  // of the timer
  mutable std::mutex mutex_;
  std::vector<Stuck> stuck_;  // guarded by mutex_; changed on the control thread alone
};

}  // namespace muster::facade

#endif
