// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_SCHEDULE_H
#define MUSTER_SERVE_SCHEDULE_H

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "serve/load.h"

namespace muster::serve {

struct ScheduleLimits {
  std::size_t workers_first = 2;   ///< so many there always are
  std::size_t workers_most = 64;   ///< so many may be inside calls
  std::size_t waiting_most = 256;  ///< calls of one agent without a worker
};

/// A call that runs for so long needs no core: another worker makes up for its own.
inline constexpr std::chrono::milliseconds kLongCall{10};
/// Workers beyond the first ones end when they had nothing to do for so long.
inline constexpr std::chrono::seconds kIdleMost{1};
/// An agent with so many lost workers gets no more of them.
inline constexpr std::size_t kLostMost = 8;

/// How an agent takes calls now.
struct AgentTerms {
  const void* version = nullptr;  ///< another one after it was replaced; null: there is none
  std::size_t workers_most = 1;   ///< that it may have; 1: its calls run one after the other
};
using TermsOf = std::function<AgentTerms(std::string_view slug)>;

/// Which worker runs which call, how many workers there are, and whose calls are refused. Decides
/// only, by plain values; Workers has the threads.
///
/// An agent takes one more worker only where as many stay free, of workers_most, as it has: one
/// agent alone gets half of them, the next half of the rest. Of those who may, the one with the
/// fewest comes first.
///
/// Threads: one at a time.
class Schedule {
 public:
  using Number = std::uint64_t;

  struct Call {
    Number number;  ///< greater than that of every call before
    std::string agent;
    AgentTerms terms;
    TimePoint deadline;
  };
  struct Given {
    Number worker;
    Number call;
  };
  /// What to do now, in this order.
  struct Step {
    std::vector<Number> begin;  ///< workers
    std::vector<Given> run;
    std::vector<Number> end;         ///< workers without a call; they are forgotten
    std::optional<TimePoint> again;  ///< when to ask anew, if nothing happens before
  };
  enum class Refusal : std::uint8_t { queue_full, workers_lost };

  explicit Schedule(ScheduleLimits limits) : limits_(limits) {}

  /// Whoever adds a call withdraws it at its deadline; none is run later.
  [[nodiscard]] std::optional<Refusal> add(const Call& call, TimePoint now);
  /// False: it does not wait any more.
  bool withdraw(Number call);
  /// The call of a worker returned.
  void end_call(Number worker, TimePoint now);
  /// A worker could not be made: its call, if it was given one, waits again, for the version that
  /// would run it now.
  void cannot_begin(Number worker, const TermsOf& terms_of, TimePoint now);
  /// Libraries were replaced: the workers that ran any agent before end instead of the next call,
  /// for the thread_local objects of a library keep it mapped. A call that waits is one of the
  /// version that would run it now: what the replaced one still runs is not in its way.
  void renew(const TermsOf& terms_of);
  /// No call is run from here on, and each worker ends once its call has returned.
  void close() noexcept { is_closed_ = true; }

  [[nodiscard]] Step step(TimePoint now);

  [[nodiscard]] Load load(TimePoint now) const;

 private:
  // The calls that a replaced version still runs do not count for the new one.
  struct AgentVersion {
    std::string slug;
    const void* version;

    friend auto operator<=>(const AgentVersion&, const AgentVersion&) = default;
  };
  struct Agent {
    std::size_t workers_most = 1;
    std::size_t running = 0;
    std::map<Number, TimePoint> waiting = {};  // deadlines
  };
  using Agents = std::map<AgentVersion, Agent>;
  struct Running {
    Agents::iterator agent;
    Number call;
    TimePoint began;
    TimePoint deadline;
  };
  struct Worker {
    std::optional<Running> call = {};
    std::optional<std::uint64_t> call_age = {};  // of the last one; none: it ran nothing yet
    TimePoint idle_since = {};
  };

  Agents::iterator row(std::string slug, const AgentTerms& terms);
  [[nodiscard]] std::size_t late_calls(Agents::const_iterator agent, std::chrono::nanoseconds by,
                                       TimePoint now) const;
  [[nodiscard]] bool is_overloaded(Agents::const_iterator agent, TimePoint now) const;
  [[nodiscard]] bool may_run(Agents::const_iterator agent, TimePoint now) const;
  [[nodiscard]] Agents::iterator next_agent(TimePoint now);
  [[nodiscard]] bool may_grow(TimePoint now) const;
  [[nodiscard]] TimePoint growth_after(TimePoint now) const;

  void end_idle(Step& step, TimePoint now);
  void run_waiting(Step& step, TimePoint now);
  void begin_worker(Step& step, TimePoint now);
  void give(Agents::iterator agent, Number worker, Step& step, TimePoint now);
  void take_call(Worker& worker);
  void forget_if_unused(Agents::iterator agent);

  const ScheduleLimits limits_;
  Agents agents_;  // with a call
  std::map<Number, Worker> workers_;
  std::vector<Number> idle_;  // of workers_; the last one has been so for the shortest time
  std::size_t running_ = 0;   // workers with a call
  Number next_worker_ = 1;
  std::uint64_t age_ = 0;  // counts renewals
  TimePoint no_worker_before_ = TimePoint::min();
  bool is_closed_ = false;
};

}  // namespace muster::serve

#endif
