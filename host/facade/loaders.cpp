// SPDX-License-Identifier: Apache-2.0
#include "facade/loaders.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <system_error>
#include <utility>

#include "facade/hanging.h"
#include "plugin/codes.h"
#include "reload/codes.h"

namespace muster::facade {

Error no_thread(const std::system_error& failure) {
  return error(reload::codes::no_resources, "thread",
               fmt::format("none is to be had: {}", failure.code().message()));
}

Loaders::Loaders(const Clock& clock, PollLoop& loop, reload::Transaction& transaction,
                 plugin::LoadState& state, std::chrono::nanoseconds patience, Done done,
                 std::function<void()> recovered)
    : clock_(clock),
      loop_(loop),
      transaction_(transaction),
      state_(state),
      patience_(std::max(patience, kLeastPatience)),
      done_(std::move(done)),
      recovered_(std::move(recovered)) {}

void Loaders::run(ReloadReport begun, When when) {
  if (end_by_) {
    done_(reload::refused(std::move(begun),
                          error(reload::codes::stopped, "reload", "the host was stopped")));
  } else if (auto blocked = why_blocked()) {
    done_(reload::refused(std::move(begun), std::move(*blocked)));
  } else {
    start(std::move(begun), when);
  }
}

void Loaders::start(ReloadReport begun, When when) {
  auto attempt = std::make_shared<catalog::Attempt>();
  try {
    std::thread thread([this, begun, when, attempt] {
      std::optional<ReloadReport> report = this->attempt(begun, when, *attempt);
      loop_.post([this, attempt, report = std::move(report)] { ended(attempt, report); });
    });
    current_ = Loading{std::move(begun), std::move(attempt), std::move(thread)};
    watch(later(clock_.now(), patience_));
  } catch (const std::system_error& failure) {
    done_(reload::refused(std::move(begun), no_thread(failure)));
  }
}

std::optional<ReloadReport> Loaders::attempt(const ReloadReport& begun, When when,
                                             catalog::Attempt& attempt) {
  try {
    if (when == When::if_changed) return transaction_.run_if_changed(begun, attempt);
    return transaction_.run(begun, attempt);
  } catch (const std::exception& failure) {  // for want of memory; nothing was published
    return reload::refused(begun, error(reload::codes::no_resources, "reload",
                                        fmt::format("it failed: {}", failure.what())));
  } catch (...) {  // from a callback, as nothing else throws such a thing
    return reload::refused(begun, error(reload::codes::no_resources, "reload",
                                        "a callback of the program threw what is no exception"));
  }
}

void Loaders::ended(const std::shared_ptr<catalog::Attempt>& attempt,
                    std::optional<ReloadReport> report) {
  if (current_ && current_->attempt == attempt) {
    if (timer_) loop_.cancel(*std::exchange(timer_, std::nullopt));
    current_->thread.join();
    current_.reset();
    done_(std::move(report));
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    const auto returned = std::ranges::find_if(
        stuck_, [&](const Stuck& stuck) { return stuck.loading.attempt == attempt; });
    returned->loading.thread.join();
    stuck_.erase(returned);
  }
  recovered_();
}

void Loaders::watch(TimePoint moment) {
  if (timer_) loop_.cancel(*timer_);
  due_ = end_by_ ? std::min(moment, *end_by_) : moment;
  timer_ = loop_.at(due_, [this] {
    timer_.reset();
    look();
  });
}

void Loaders::end_by(TimePoint until) {
  end_by_ = until;
  if (current_) watch(until);
}

void Loaders::look() {
  if (!current_) return;
  const auto running = state_.journal->running(current_->thread.get_id());
  const TimePoint now = clock_.now();
  const TimePoint due = running ? later(running->since, patience_) : later(now, patience_);
  const bool is_over = end_by_ && now >= *end_by_;
  if (!is_over) {
    if (now < due) return watch(due);
    // This thread itself was held up, and so may have been the loader.
    if (now > later(due_, kLateness)) return watch(later(now, patience_));
  }
  if (!current_->attempt->abandon()) return;  // it takes effect, and ends, at this moment
  if (is_over) {
    // Nothing is wrong with code that was not given the time.
    give_up(running ? std::optional(running->entry) : std::nullopt,
            running && running->entry.is_in_linker());
  } else if (stuck_.empty() || !running->entry.is_in_linker()) {
    quarantine_hanging(state_, running->entry, patience_, clock_);
    give_up(running->entry, running->entry.is_in_linker());
  } else {
    // It waits for the linker. What is stuck already holds that, it seems, by a library of its own.
    give_up(stuck_.front().entry, true);
  }
}

void Loaders::give_up(std::optional<plugin::Journal::Entry> entry, bool holds_linker) {
  state_.journal->give_up(current_->thread.get_id());
  ReloadReport begun = current_->begun;
  {
    const std::lock_guard lock(mutex_);
    stuck_.push_back({std::move(entry), holds_linker, clock_.wall(), std::move(*current_)});
  }
  current_.reset();
  run(std::move(begun));
}

bool Loaders::is_linker_held() const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(stuck_, &Stuck::holds_linker);
}

std::optional<Error> Loaders::why_blocked() const {
  const auto blocking = std::ranges::find_if(stuck_, &Stuck::holds_linker);
  if (blocking != stuck_.end() && blocking->entry) {
    return error(plugin::codes::load_stuck, blocking->entry->path,
                 fmt::format("is still in its {}, and nothing can be loaded until it returns",
                             blocking->entry->stage),
                 "restart the host; the library is quarantined");
  }
  if (stuck_.size() < kStuckMost) return std::nullopt;
  return error(plugin::codes::load_stuck, "reload",
               fmt::format("{} libraries have not returned while they were loaded", stuck_.size()),
               "restart the host; the libraries are quarantined");
}

std::vector<Retained> Loaders::stuck() const {
  std::vector<Retained> all;
  const std::lock_guard lock(mutex_);
  for (const Stuck& stuck : stuck_) {
    if (stuck.entry) {
      all.push_back({.library = stuck.entry->path,
                     .sha256 = stuck.entry->hash.hex(),
                     .reason = fmt::format("has not returned from its {}", stuck.entry->stage),
                     .since = stuck.since});
    } else {
      all.push_back({.library = "reload", .reason = "still loading", .since = stuck.since});
    }
  }
  return all;
}

bool Loaders::leave() {
  const std::lock_guard lock(mutex_);
  for (Stuck& stuck : stuck_) {
    if (stuck.loading.thread.joinable()) stuck.loading.thread.detach();
  }
  return !stuck_.empty();
}

}  // namespace muster::facade
