// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_WORKERS_H
#define MUSTER_SERVE_WORKERS_H

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <muster/error.h>
#include "base/clock.h"
#include "serve/load.h"
#include "serve/schedule.h"

namespace muster::serve {

/// The threads that run agents, as a Schedule decides.
///
/// Threads:  any. One more, the keeper, makes workers and sees them end.
/// Lifetime: the destructor waits for the calls that run.
class Workers {
 public:
  using Number = Schedule::Number;

  /// A call, and all that it needs: nobody else may be left when it returns.
  struct Job {
    std::string agent;
    TimePoint deadline = TimePoint::max();
    std::function<void(const std::stop_token&)> run;  ///< on a worker; throws nothing
  };

  /// `terms_of` is asked with a lock held, so it must wait for nothing and not come back here.
  explicit Workers(TermsOf terms_of, ScheduleLimits limits = {});
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Runs it when its turn comes. Whoever adds it withdraws it at its deadline. Errors:
  /// "agent.overloaded", "call.queue_full", and "host.not_started" once these are closed.
  [[nodiscard]] Result<Number> add(Job job);

  /// The call never will run. False: it runs, or has returned.
  bool withdraw(Number call);
  /// Nobody waits any more for a call that runs.
  void ask_to_stop(Number call);

  /// Ends the workers that ran an agent before, each as soon as it has no call: what they leave in
  /// thread_local objects keeps replaced libraries mapped. Calls that wait go over to the versions
  /// that take calls now.
  void renew();

  /// Runs no more calls; workers end with theirs.
  void close();
  /// close(), and waits at most until then. True: every worker has ended.
  [[nodiscard]] bool stop(TimePoint until);

  [[nodiscard]] Load load() const;

 private:
  struct Worker;

  void proceed();  // under mutex_
  void work(Number number, Worker& worker);
  void keep();
  void begin_workers(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] TimePoint next_look();

  const TermsOf terms_of_;
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable keeper_is_due_;
  std::condition_variable all_have_ended_;
  Schedule schedule_;
  Number last_call_ = 0;
  std::map<Number, Job> waiting_;
  std::map<Number, std::stop_source> running_;
  std::map<Number, std::unique_ptr<Worker>> workers_;
  std::vector<Number> to_begin_;                // of workers_, without a thread yet
  std::vector<std::unique_ptr<Worker>> ended_;  // whose threads may not have
  std::chrono::milliseconds pause_{1};          // until the next look at those
  TimePoint due_ = TimePoint::max();            // when the schedule is to be asked anew
  TimePoint keeper_wakes_ = TimePoint::max();   // when it looks, if nobody tells it to
  bool is_closed_ = false;
  std::thread keeper_;
};

}  // namespace muster::serve

#endif
