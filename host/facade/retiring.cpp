// SPDX-License-Identifier: Apache-2.0
#include "facade/retiring.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <system_error>
#include <utility>

#include "facade/hanging.h"
#include "facade/loaders.h"
#include "plugin/codes.h"

namespace muster::facade {
namespace {

constexpr std::chrono::milliseconds kPause{1};
constexpr std::chrono::seconds kAtTheEnd{2};

}  // namespace

Retiring::Retiring(const Clock& clock, PollLoop& loop, registry::Retirer& retirer,
                   plugin::LoadState& state, std::chrono::nanoseconds patience, Done done,
                   std::function<void()> late)
    : clock_(clock),
      loop_(loop),
      retirer_(retirer),
      state_(state),
      patience_(std::max(patience, kLeastPatience)),
      done_(std::move(done)),
      late_(std::move(late)) {}

Retiring::~Retiring() {
  if (thread_) end(*thread_);
}

Result<void> Retiring::start() {
  auto next = std::make_unique<Thread>(clock_);
  try {
    next->thread = std::thread([loop = &next->loop] { loop->run(); });
  } catch (const std::system_error& failure) {
    return tl::unexpected(no_thread(failure));
  }
  thread_ = std::move(next);
  return {};
}

void Retiring::step(Reach reach) {
  const bool has_thread = thread_ || (stuck_.size() < kStuckMost && start());
  if (!has_thread) return done_(true);
  running_ = reach;
  thread_->loop.post([this, reach, thread = thread_.get()] {
    const bool is_left = retirer_.step(reach);
    loop_.post([this, thread, is_left] { ended(thread, is_left); });
  });
  watch(later(clock_.now(), patience_));
}

void Retiring::ended(const Thread* thread, bool is_left) {
  if (thread == thread_.get()) {
    if (timer_) loop_.cancel(*std::exchange(timer_, std::nullopt));
    running_.reset();
    return done_(is_left);
  }
  const auto returned = std::ranges::find_if(
      stuck_, [thread](const Stuck& stuck) { return stuck.thread.get() == thread; });
  end(*returned->thread);
  stuck_.erase(returned);
  note_stuck();
  if (!running_) done_(true);
}

void Retiring::watch(TimePoint moment) {
  if (timer_) loop_.cancel(*timer_);
  due_ = moment;
  timer_ = loop_.at(due_, [this] {
    timer_.reset();
    look();
  });
}

void Retiring::look() {
  const auto inside = state_.journal->running(thread_->thread.get_id());
  const TimePoint now = clock_.now();
  const TimePoint due = later(inside ? inside->since : now, patience_);
  if (!inside || now < due) {
    watch(due);
    return inside ? void() : late_();
  }
  // This thread itself was held up, and so may have been the other one.
  if (now > later(due_, kLateness)) return watch(later(now, patience_));
  give_up(inside->entry);
}

void Retiring::give_up(plugin::Journal::Entry entry) {
  Error problem = quarantine_hanging(state_, entry, patience_, clock_);
  state_.journal->give_up(thread_->thread.get_id());
  retirer_.give_up();
  stuck_.push_back({std::move(entry), std::move(problem), std::move(thread_)});
  note_stuck();
  running_.reset();
  done_(true);
}

void Retiring::note_stuck() {
  ++changes_;
  is_stuck_ = !stuck_.empty();
  is_linker_held_ =
      std::ranges::any_of(stuck_, [](const Stuck& stuck) { return stuck.entry.is_in_linker(); });
}

std::vector<Error> Retiring::warnings() const {
  std::vector<Error> all;
  for (const Stuck& stuck : stuck_) all.push_back(stuck.problem);
  return all;
}

std::optional<Error> Retiring::why_blocked() const {
  for (const Stuck& stuck : stuck_) {
    if (!stuck.entry.is_in_linker()) continue;
    return error(plugin::codes::load_stuck, stuck.entry.path,
                 fmt::format("is still in its {}, and nothing can be loaded until it returns",
                             stuck.entry.stage),
                 "restart the host; the library is quarantined");
  }
  if (stuck_.size() < kStuckMost) return std::nullopt;
  return error(plugin::codes::load_stuck, "reload",
               fmt::format("{} libraries have not returned while they were closed", stuck_.size()),
               "restart the host; the libraries are quarantined");
}

// When the step that finish() waits for is given up on, as things are: no sooner than a library's
// code that it is in has had some time, and not in what the host does itself.
TimePoint Retiring::last_moment(TimePoint until) const {
  const auto inside = state_.journal->running(thread_->thread.get_id());
  const TimePoint since = inside ? inside->since : clock_.now();
  return std::max(until, later(since, std::min<std::chrono::nanoseconds>(patience_, kAtTheEnd)));
}

void Retiring::finish(Reach reach, TimePoint until) {
  for (bool is_left = true; thread_ && is_left;) {
    const auto stepped = std::make_shared<std::promise<bool>>();  // the thread may come to it later
    thread_->loop.post([this, reach, stepped] { stepped->set_value(retirer_.step(reach)); });
    auto answer = stepped->get_future();
    while (answer.wait_until(last_moment(until)) != std::future_status::ready) {
      if (last_moment(until) > clock_.now()) continue;
      is_unfinished_ = true;
      return retirer_.give_up();
    }
    is_left = answer.get() && clock_.now() < until;
    if (is_left) std::this_thread::sleep_for(kPause);
  }
}

bool Retiring::leave() {
  for (Stuck& stuck : stuck_) {
    if (stuck.thread->thread.joinable()) stuck.thread->thread.detach();
  }
  if (thread_ && is_unfinished_) {
    thread_->thread.detach();
  } else if (thread_) {
    end(*thread_);
  }
  return is_unfinished_ || !stuck_.empty();
}

void Retiring::end(Thread& thread) {
  thread.loop.stop();
  if (thread.thread.joinable()) thread.thread.join();
}

}  // namespace muster::facade
