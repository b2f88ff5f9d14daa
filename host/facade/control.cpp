// SPDX-License-Identifier: Apache-2.0
#include "facade/control.h"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

namespace muster::facade {
namespace {

constexpr std::size_t kHistory = 10;
constexpr std::chrono::milliseconds kRetirePauseFirst{1};
constexpr std::chrono::milliseconds kRetirePauseMost{100};

/// Whether a plugin was taken in, refused or removed.
bool is_of_plugins(const ReloadReport& report) {
  return std::ranges::any_of(report.files,
                             [](const FileReport& file) { return file.kind == FileKind::plugin; });
}

}  // namespace

Control::Control(const Clock& clock, PollLoop& loop, registry::Retirer& retirer,
                 reload::Transaction& transaction, plugin::LoadState& state,
                 const HostOptions& options)
    : clock_(clock),
      loop_(loop),
      retirer_(retirer),
      transaction_(transaction),
      policy_(options.on_error),
      looks_by_itself_(options.watch),
      on_reload_(options.on_reload),
      loaders_(
          clock, loop, transaction, state, options.load_patience,
          [this](std::optional<ReloadReport> report) { finish(std::move(report)); },
          [this] {
            if (stopping_) return;
            queue_.request(Trigger::rescan, {});  // what was refused meanwhile
            begin_next();
          }),
      retiring_(
          clock, loop, retirer, state, options.load_patience,
          [this](bool is_left) { stepped(is_left); }, [this] { tell_held(); }) {}

Result<void> Control::start(std::optional<Result<std::unique_ptr<reload::Watcher>>> watcher) {
  if (watcher && *watcher) {
    watcher_ = std::move(**watcher);
    transaction_.watch_by(*watcher_);
    loop_.watch(watcher_->fd(), [this] { files_changed(); });
  } else if (watcher) {
    watch_problem_ = std::move(watcher->error());
  }
  if (auto begun = retiring_.start(); !begun) return begun;
  try {
    thread_ = std::thread([this] { loop_.run(); });
  } catch (const std::system_error& failure) {
    return tl::unexpected(no_thread(failure));
  }
  const std::lock_guard lock(mutex_);
  accepts_ = true;
  return {};
}

void Control::stop(TimePoint until) {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(accepts_, false)) return;
    // Behind every request that was accepted, so each of them is answered.
    loop_.post([this, until] {
      stopping_ = true;
      loaders_.end_by(until);
      if (watcher_) loop_.unwatch(watcher_->fd());
      if (debounce_timer_) loop_.cancel(*std::exchange(debounce_timer_, std::nullopt));
      if (look_timer_) loop_.cancel(*std::exchange(look_timer_, std::nullopt));
      tell_held();
      begin_next();
    });
  }
  thread_.join();
}

bool Control::request(Trigger trigger, Done done) {
  const std::lock_guard lock(mutex_);
  if (!accepts_) return false;
  loop_.post([this, trigger, done = std::move(done)] {
    queue_.request(trigger, done);
    begin_next();
  });
  return true;
}

std::vector<ReloadReport> Control::reloads() const {
  const std::lock_guard lock(mutex_);
  return {history_.begin(), history_.end()};
}

std::shared_ptr<const Standing> Control::standing() const {
  const std::lock_guard lock(mutex_);
  return standing_;
}

void Control::files_changed() {
  if (!watcher_->changed()) return;
  debounce_.changed(clock_.now());
  if (debounce_timer_) loop_.cancel(*debounce_timer_);
  debounce_timer_ = loop_.at(*debounce_.due(), [this] {
    debounce_timer_.reset();
    debounce_.clear();
    queue_.look(Trigger::file_change);
    begin_next();
  });
}

void Control::look_later() {
  if (!looks_by_itself_ || stopping_) return;
  if (look_timer_) loop_.cancel(*look_timer_);
  const TimePoint now = clock_.now();
  look_timer_ = loop_.at(now + reload::spaced_out(look_pause_, now - begun_at_), [this] {
    look_timer_.reset();
    queue_.look(Trigger::rescan);
    begin_next();
  });
}

void Control::finish_retiring(TimePoint until) {
  using Reach = registry::Retirer::Reach;
  retiring_.finish(is_linker_held() ? Reach::close : Reach::unload, until);
}

bool Control::leave_stuck() {
  const bool is_loading = loaders_.leave();
  return retiring_.leave() || is_loading;
}

bool Control::is_linker_held() const {
  return loaders_.is_linker_held() || retiring_.is_linker_held();
}

void Control::begin_next() {
  // Who unloads holds the linker: a loader would seem to hang.
  if (retiring_.is_unloading() && !stopping_) return;
  if (const auto next = queue_.begin()) {
    is_looking_ = next->is_look;
    begun_at_ = clock_.now();
    ReloadReport begun = transaction_.begin(next->trigger, policy_);
    if (auto blocked = retiring_.why_blocked()) {
      finish(reload::refused(std::move(begun), std::move(*blocked)));
    } else {
      loaders_.run(std::move(begun),
                   is_looking_ ? Loaders::When::if_changed : Loaders::When::always);
    }
  } else if (stopping_ && !queue_.is_running()) {
    loop_.stop();
  }
}

// Who waits for a report finds closed what the reload replaced, unless that does not return. What
// it replaced of skills alone has nothing to close.
void Control::finish(std::optional<ReloadReport> report) {
  if (!report || was_told(*report)) {
    look_later();
    queue_.end({});  // nobody waits for a look
    return begin_next();
  }
  const bool may_wait = !stopping_ && retiring_.is_running() && is_of_plugins(*report);
  held_ = std::move(report);
  if (!may_wait) tell_held();
}

bool Control::was_told(const ReloadReport& report) const {
  const std::lock_guard lock(mutex_);
  if (!is_looking_ || history_.empty() || report.problems().empty()) return false;
  const ReloadReport& last = history_.back();
  return report.result != Outcome::published && report.result == last.result &&
         report.errors == last.errors && report.files == last.files &&
         report.conflicts == last.conflicts;
}

void Control::tell_held() {
  if (!held_) return;
  ReloadReport report = *std::exchange(held_, std::nullopt);
  report.number = ++told_;
  if (watch_problem_) report.warnings.push_back(*watch_problem_);
  std::ranges::move(retiring_.warnings(), std::back_inserter(report.warnings));
  look_pause_ = reload::pause_before_rescan(report);
  look_later();
  // What it was, this thread alone changes.
  auto standing = std::make_shared<const Standing>(standing_after(report, standing_.get()));
  {
    const std::lock_guard lock(mutex_);
    standing_ = std::move(standing);
    history_.push_back(report);
    if (history_.size() > kHistory) history_.pop_front();
  }
  try {
    if (on_reload_) on_reload_(report);
  } catch (...) {  // its own affair
  }
  queue_.end(report);
  begin_next();
}

void Control::retire() {
  loop_.post([this] {
    retire_pause_ = kRetirePauseFirst;
    step_retirer();
  });
}

void Control::step_retirer() {
  if (retire_timer_) loop_.cancel(*std::exchange(retire_timer_, std::nullopt));
  if (retiring_.is_running()) {
    step_again_ = true;
    return;
  }
  // To unload waits for the linker, and so for the constructors that a loader may be in.
  using Reach = registry::Retirer::Reach;
  const bool may_wait = !loaders_.is_running() && !is_linker_held();
  retire_reach_ = may_wait ? Reach::unload : Reach::close;
  retiring_.step(retire_reach_);
}

void Control::stepped(bool is_left) {
  begin_next();
  if (std::exchange(step_again_, false)) return step_retirer();
  tell_held();
  if (retiring_.changes() != told_changes_ && !stopping_) {
    // To tell what is stuck, or to load what was refused until it returned.
    told_changes_ = retiring_.changes();
    queue_.request(Trigger::rescan, {});
    begin_next();
  }
  if (retire_timer_) loop_.cancel(*std::exchange(retire_timer_, std::nullopt));
  if (!is_left && retire_reach_ == registry::Retirer::Reach::unload) return;
  retire_timer_ = loop_.at(clock_.now() + retire_pause_, [this] {
    retire_timer_.reset();
    step_retirer();
  });
  retire_pause_ = std::min(2 * retire_pause_, kRetirePauseMost);
}

}  // namespace muster::facade
