// SPDX-License-Identifier: Apache-2.0
#include "serve/workers.h"

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "registry/codes.h"
#include "serve/codes.h"
#include "serve/worker_thread.h"

namespace muster::serve {
namespace {

constexpr std::chrono::milliseconds kPauseFirst{1};
constexpr std::chrono::milliseconds kPauseMost{1000};

TimePoint now() { return std::chrono::steady_clock::now(); }

Error refused(Schedule::Refusal why, std::string agent) {
  if (why == Schedule::Refusal::queue_full) {
    return error(codes::call_queue_full, std::move(agent), "too many calls of the agent wait");
  }
  return error(codes::agent_overloaded, std::move(agent),
               "too many calls of the agent go on after their deadlines");
}

}  // namespace

struct Workers::Worker {
  struct Task {
    Number number;
    Job job;
    std::stop_token stop;
  };

  std::condition_variable is_due;
  std::optional<Task> task;  // given, not begun
  bool is_over = false;
  std::optional<WorkerThread> thread;  // the keeper's
};

Workers::Workers(TermsOf terms_of, ScheduleLimits limits)
    : terms_of_(std::move(terms_of)), schedule_(limits) {
  const std::lock_guard lock(mutex_);
  proceed();
  keeper_ = std::thread([this] { keep(); });
}

Workers::~Workers() {
  static_cast<void>(stop(TimePoint::max()));
  keeper_.join();
}

Result<Workers::Number> Workers::add(Job job) {
  const std::lock_guard lock(mutex_);
  if (is_closed_) {
    return tl::unexpected(
        error(registry::codes::not_started, std::move(job.agent), "the host is not serving"));
  }
  const Number number = ++last_call_;
  const Schedule::Call call{number, job.agent, terms_of_(job.agent), job.deadline};
  decltype(waiting_) added;  // whole before the schedule knows of it; merge() cannot fail
  added.emplace(number, std::move(job));
  if (const auto refusal = schedule_.add(call, now())) {
    return tl::unexpected(refused(*refusal, call.agent));
  }
  waiting_.merge(added);
  proceed();
  return number;
}

bool Workers::withdraw(Number call) {
  decltype(waiting_)::node_type job;  // what it holds ends outside of the lock
  const std::lock_guard lock(mutex_);
  job = waiting_.extract(call);
  return !job.empty() && schedule_.withdraw(call);
}

void Workers::ask_to_stop(Number call) {
  std::stop_source stop(std::nostopstate);
  {
    const std::lock_guard lock(mutex_);
    const auto running = running_.find(call);
    if (running != running_.end()) stop = running->second;
  }
  stop.request_stop();  // outside of the lock: it runs whatever waits for that
}

void Workers::renew() {
  const std::lock_guard lock(mutex_);
  schedule_.renew(terms_of_);
  proceed();
}

void Workers::close() {
  const std::lock_guard lock(mutex_);
  is_closed_ = true;
  schedule_.close();
  proceed();
  keeper_is_due_.notify_one();
}

bool Workers::stop(TimePoint until) {
  close();
  std::unique_lock lock(mutex_);
  return all_have_ended_.wait_until(lock, until,
                                    [this] { return workers_.empty() && ended_.empty(); });
}

Load Workers::load() const {
  const std::lock_guard lock(mutex_);
  return schedule_.load(now());
}

// Does what the schedule says; the keeper makes the threads, and waits for their ends.
void Workers::proceed() {
  const Schedule::Step step = schedule_.step(now());
  for (const Number number : step.begin) {
    workers_.emplace(number, std::make_unique<Worker>());
    to_begin_.push_back(number);
  }
  for (const auto [number, call] : step.run) {
    auto job = waiting_.extract(call);
    Worker& worker = *workers_.at(number);
    const auto stop = running_.emplace(call, std::stop_source()).first;
    worker.task = Worker::Task{call, std::move(job.mapped()), stop->second.get_token()};
    worker.is_due.notify_one();
  }
  for (const Number number : step.end) {
    auto worker = workers_.extract(number);
    worker.mapped()->is_over = true;
    worker.mapped()->is_due.notify_one();
    ended_.push_back(std::move(worker.mapped()));
    pause_ = kPauseFirst;
  }
  due_ = step.again.value_or(TimePoint::max());
  if (!step.begin.empty() || !step.end.empty() || due_ < keeper_wakes_) {
    keeper_is_due_.notify_one();
  }
}

void Workers::work(Number number, Worker& worker) {
  std::unique_lock lock(mutex_);
  for (;;) {
    worker.is_due.wait(lock, [&worker] { return worker.task || worker.is_over; });
    if (!worker.task) return;
    const Number call = worker.task->number;
    {
      const auto task = std::exchange(worker.task, std::nullopt);
      lock.unlock();
      task->job.run(task->stop);
    }
    lock.lock();
    running_.erase(call);
    schedule_.end_call(number, now());
    proceed();
  }
}

void Workers::keep() {
  std::unique_lock lock(mutex_);
  for (;;) {
    begin_workers(lock);
    if (now() >= due_) proceed();
    if (!to_begin_.empty()) continue;
    keeper_wakes_ = next_look();
    if (is_closed_ && workers_.empty() && ended_.empty()) break;
    keeper_is_due_.wait_until(lock, keeper_wakes_);
  }
  all_have_ended_.notify_all();
}

void Workers::begin_workers(std::unique_lock<std::mutex>& lock) {
  for (const Number number : std::exchange(to_begin_, {})) {
    const auto found = workers_.find(number);
    if (found == workers_.end()) continue;  // ended before it began
    Worker& worker = *found->second;
    bool has_begun = true;
    lock.unlock();
    try {
      worker.thread.emplace([this, number, &worker] { work(number, worker); });
    } catch (const std::exception&) {
      has_begun = false;
    }
    lock.lock();
    if (has_begun || worker.is_over) continue;
    if (auto task = std::exchange(worker.task, std::nullopt)) {
      running_.erase(task->number);
      waiting_.emplace(task->number, std::move(task->job));
    }
    schedule_.cannot_begin(number, terms_of_, now());
    workers_.erase(number);
    proceed();
  }
}

// Sees which threads have ended. When to look again, if nothing happens before.
TimePoint Workers::next_look() {
  std::erase_if(ended_, [](const std::unique_ptr<Worker>& worker) {
    return !worker->thread || worker->thread->has_ended();
  });
  if (ended_.empty()) return due_;
  pause_ = std::min(2 * pause_, kPauseMost);
  return std::min(due_, now() + pause_);
}

}  // namespace muster::serve
