// SPDX-License-Identifier: Apache-2.0
#include "base/poll_loop.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <climits>
#include <system_error>

namespace muster {

PollLoop::PollLoop(const Clock& clock)
    : clock_(clock), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!wake_) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void PollLoop::watch(int fd, std::function<void()> readable) { readers_[fd] = std::move(readable); }

void PollLoop::unwatch(int fd) { readers_.erase(fd); }

PollLoop::Timer PollLoop::at(TimePoint moment, std::function<void()> due) {
  const Timer timer{moment, next_timer_++};
  timers_.emplace(timer, std::move(due));
  return timer;
}

void PollLoop::cancel(const Timer& timer) { timers_.erase(timer); }

void PollLoop::post(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(work));
  }
  ::eventfd_write(wake_.get(), 1);
}

void PollLoop::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  ::eventfd_write(wake_.get(), 1);
}

void PollLoop::run() {
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (stopped_) return;
    }
    step(timeout_ms());
  }
}

void PollLoop::turn() { step(0); }

int PollLoop::timeout_ms() const {
  if (timers_.empty()) return -1;
  // Rounded up: waking a little early would spin.
  const auto wait =
      std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first.first - clock_.now());
  return static_cast<int>(std::clamp<std::int64_t>(wait.count(), 0, INT_MAX));
}

void PollLoop::step(int timeout_ms) {
  std::vector<pollfd> polled{{wake_.get(), POLLIN, 0}};
  for (const auto& [fd, readable] : readers_) polled.push_back({fd, POLLIN, 0});
  ::poll(polled.data(), polled.size(), timeout_ms);

  eventfd_t ignored = 0;
  ::eventfd_read(wake_.get(), &ignored);
  std::vector<std::function<void()>> posted;
  {
    const std::lock_guard lock(mutex_);
    posted.swap(posted_);
  }
  for (const auto& work : posted) work();

  const TimePoint now = clock_.now();
  while (!timers_.empty() && timers_.begin()->first.first <= now) {
    const auto timer = timers_.extract(timers_.begin());
    timer.mapped()();
  }

  for (const pollfd& ready : polled) {
    if (ready.revents == 0 || ready.fd == wake_.get()) continue;
    const auto reader = readers_.find(ready.fd);  // an earlier callback may have unwatched it
    if (reader == readers_.end()) continue;
    const auto readable = reader->second;  // a copy: it may unwatch itself
    readable();
  }
}

}  // namespace muster
