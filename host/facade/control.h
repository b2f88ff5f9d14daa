// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FACADE_CONTROL_H
#define MUSTER_FACADE_CONTROL_H

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <muster/report.h>
#include "base/clock.h"
#include "base/poll_loop.h"
#include "facade/loaders.h"
#include "facade/retiring.h"
#include "facade/standing.h"
#include "registry/retirer.h"
#include "reload/debounce.h"
#include "reload/queue.h"
#include "reload/rescan.h"
#include "reload/transaction.h"
#include "reload/watcher.h"

namespace muster::facade {

/// The control thread of a started host: it hears of file changes and requests, has one reload at a
/// time run on a loader thread, and what nobody uses any more ended on the retiring thread.
///
/// Threads:  request(), retire(), reloads(), standing(), stuck(), is_stuck() from any; the others
///           from one.
/// Lifetime: everything it was given outlives it.
class Control {
 public:
  using Done = reload::Queue::Done;

  Control(const Clock& clock, PollLoop& loop, registry::Retirer& retirer,
          reload::Transaction& transaction, plugin::LoadState& state, const HostOptions& options);
  ~Control() { stop(clock_.now()); }
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  /// An error: there is no thread to be had; nothing has begun then. A watcher that could not be
  /// had is told in the warnings of every report.
  [[nodiscard]] Result<void> start(std::optional<Result<std::unique_ptr<reload::Watcher>>> watcher);
  /// Lets the running reload end, until then, answers those who wait, ends the thread. Again:
  /// nothing.
  void stop(TimePoint until);
  /// After stop(): ends what is not used any more, until then.
  void finish_retiring(TimePoint until);

  /// Code that was given up on while it was loaded, and has not returned.
  [[nodiscard]] std::vector<Retained> stuck() const { return loaders_.stuck(); }
  /// Whether there is such code, or code that was given up on while it was closed.
  [[nodiscard]] bool is_stuck() const { return retiring_.is_stuck() || !stuck().empty(); }
  /// After finish_retiring(). True: such code is left, and all that it uses has to stay for good.
  [[nodiscard]] bool leave_stuck();

  /// `done`, which may be empty, hears of a reload that begins after this, on the control thread.
  /// False: the thread is not running, and `done` will not be called.
  bool request(Trigger trigger, Done done);

  /// The last ten reports, oldest first.
  [[nodiscard]] std::vector<ReloadReport> reloads() const;
  /// Null: there was no reload yet.
  [[nodiscard]] std::shared_ptr<const Standing> standing() const;

  /// For the retirer's wake: its next step comes soon, on the retiring thread.
  void retire();

 private:
  void files_changed();
  void look_later();
  void begin_next();
  void finish(std::optional<ReloadReport> report);
  [[nodiscard]] bool was_told(const ReloadReport& report) const;
  void tell_held();
  void step_retirer();
  void stepped(bool is_left);
  [[nodiscard]] bool is_linker_held() const;

  const Clock& clock_;
  PollLoop& loop_;
  registry::Retirer& retirer_;
  reload::Transaction& transaction_;
  const Policy policy_;
  const bool looks_by_itself_;
  const Done on_reload_;

  std::thread thread_;
  mutable std::mutex mutex_;
  bool accepts_ = false;                      // guarded by mutex_
  std::deque<ReloadReport> history_;          // guarded by mutex_
  std::shared_ptr<const Standing> standing_;  // guarded by mutex_

  // The control thread's own.
  std::unique_ptr<reload::Watcher> watcher_;
  std::optional<Error> watch_problem_;
  reload::Debounce debounce_;
  std::optional<PollLoop::Timer> debounce_timer_;
  std::chrono::seconds look_pause_ = reload::kRescanPause;
  std::optional<PollLoop::Timer> look_timer_;
  reload::Queue queue_;
  bool is_looking_ = false;  // the reload that runs is a look
  TimePoint begun_at_{};     // that one
  std::uint64_t told_ = 0;   // reports
  Loaders loaders_;
  Retiring retiring_;
  std::uint64_t told_changes_ = 0;    // of what is stuck
  std::optional<ReloadReport> held_;  // until what it replaced has been closed
  bool step_again_ = false;           // asked for while a step was under way
  bool stopping_ = false;
  std::optional<PollLoop::Timer> retire_timer_;
  registry::Retirer::Reach retire_reach_{};  // of the last step
  std::chrono::milliseconds retire_pause_{};
};

}  // namespace muster::facade

#endif
