// SPDX-License-Identifier: Apache-2.0
#include "serve/schedule.h"

#include <algorithm>
#include <utility>

namespace muster::serve {
namespace {

constexpr std::chrono::milliseconds kPauseWithoutThreads{100};

// The first waiting call that may still be run.
template <class Waiting>
auto first_in_time(Waiting& waiting, TimePoint now) {
  return std::ranges::find_if(waiting, [now](const auto& call) { return call.second > now; });
}

}  // namespace

Schedule::Agents::iterator Schedule::row(std::string slug, const AgentTerms& terms) {
  const auto agent = agents_.try_emplace({std::move(slug), terms.version}).first;
  agent->second.workers_most = std::min(terms.workers_most, (limits_.workers_most + 1) / 2);
  return agent;
}

std::optional<Schedule::Refusal> Schedule::add(const Call& call, TimePoint now) {
  const auto agent = row(call.agent, call.terms);
  if (is_overloaded(agent, now)) return Refusal::workers_lost;
  if (agent->second.waiting.size() >= limits_.waiting_most) return Refusal::queue_full;
  agent->second.waiting.emplace(call.number, call.deadline);
  return std::nullopt;
}

bool Schedule::withdraw(Number call) {
  const auto agent = std::ranges::find_if(
      agents_, [call](auto& entry) { return entry.second.waiting.erase(call) > 0; });
  if (agent == agents_.end()) return false;
  forget_if_unused(agent);
  return true;
}

void Schedule::end_call(Number number, TimePoint now) {
  Worker& worker = workers_.at(number);
  const auto agent = worker.call->agent;
  take_call(worker);
  forget_if_unused(agent);
  worker.idle_since = now;
  idle_.push_back(number);
}

void Schedule::cannot_begin(Number number, const TermsOf& terms_of, TimePoint now) {
  no_worker_before_ = now + kPauseWithoutThreads;
  Worker& worker = workers_.at(number);
  if (const auto given = worker.call) {
    const std::string& slug = given->agent->first.slug;
    row(slug, terms_of(slug))->second.waiting.emplace(given->call, given->deadline);
    take_call(worker);
    forget_if_unused(given->agent);
  }
  workers_.erase(number);
  std::erase(idle_, number);
}

void Schedule::renew(const TermsOf& terms_of) {
  ++age_;
  for (auto next = agents_.begin(); next != agents_.end();) {
    const auto replaced = next++;
    const std::string& slug = replaced->first.slug;
    if (replaced->second.waiting.empty()) continue;
    const AgentTerms terms = terms_of(slug);
    if (terms.version == replaced->first.version) continue;
    row(slug, terms)->second.waiting.merge(replaced->second.waiting);
    forget_if_unused(replaced);
  }
}

Schedule::Step Schedule::step(TimePoint now) {
  Step step;
  end_idle(step, now);
  if (is_closed_) return step;
  run_waiting(step, now);
  while (workers_.size() < limits_.workers_first && now >= no_worker_before_) {
    begin_worker(step, now);
  }
  // What waits now waits for a worker, and no more of them may be had.
  TimePoint again = TimePoint::max();
  if (next_agent(now) != agents_.end()) again = growth_after(now);
  if (workers_.size() < limits_.workers_first) again = std::min(again, no_worker_before_);
  if (workers_.size() > limits_.workers_first && !idle_.empty()) {
    again = std::min(again, workers_.at(idle_.front()).idle_since + kIdleMost);
  }
  if (again != TimePoint::max()) step.again = again;
  return step;
}

// Those that ran what was replaced since, and those that nobody needed for a while.
void Schedule::end_idle(Step& step, TimePoint now) {
  std::erase_if(idle_, [&](Number number) {
    const Worker& worker = workers_.at(number);
    const bool is_old = worker.call_age && *worker.call_age < age_;
    const bool is_surplus =
        workers_.size() > limits_.workers_first && now >= worker.idle_since + kIdleMost;
    if (!is_old && !is_surplus && !is_closed_) return false;
    workers_.erase(number);
    step.end.push_back(number);
    return true;
  });
}

void Schedule::run_waiting(Step& step, TimePoint now) {
  for (;;) {
    const auto agent = next_agent(now);
    if (agent == agents_.end()) return;
    if (idle_.empty() && may_grow(now)) begin_worker(step, now);
    if (idle_.empty()) return;
    const Number worker = idle_.back();
    idle_.pop_back();
    give(agent, worker, step, now);
  }
}

void Schedule::begin_worker(Step& step, TimePoint now) {
  const Number number = next_worker_++;
  workers_[number].idle_since = now;
  idle_.push_back(number);
  step.begin.push_back(number);
}

void Schedule::give(Agents::iterator agent, Number number, Step& step, TimePoint now) {
  auto& waiting = agent->second.waiting;
  const auto call = first_in_time(waiting, now);
  Worker& worker = workers_.at(number);
  worker.call = Running{agent, call->first, now, call->second};
  worker.call_age = age_;
  step.run.push_back({number, call->first});
  waiting.erase(call);
  ++agent->second.running;
  ++running_;
}

void Schedule::take_call(Worker& worker) {
  --worker.call->agent->second.running;
  --running_;
  worker.call.reset();
}

void Schedule::forget_if_unused(Agents::iterator agent) {
  if (agent->second.running == 0 && agent->second.waiting.empty()) agents_.erase(agent);
}

// Calls of an agent that are at least so far past their deadline.
std::size_t Schedule::late_calls(Agents::const_iterator agent, std::chrono::nanoseconds by,
                                 TimePoint now) const {
  if (agent->second.running == 0) return 0;
  return static_cast<std::size_t>(std::ranges::count_if(workers_, [&](const auto& entry) {
    const auto& call = entry.second.call;
    return call && call->agent == agent && now >= later(call->deadline, by);
  }));
}

bool Schedule::is_overloaded(Agents::const_iterator agent, TimePoint now) const {
  // An agent has a moment to notice that its deadline has come.
  const std::size_t lost = late_calls(agent, kLongCall, now);
  return lost >= kLostMost || (lost > 0 && 2 * lost >= agent->second.workers_most);
}

bool Schedule::may_run(Agents::const_iterator entry, TimePoint now) const {
  const Agent& agent = entry->second;
  return agent.running < agent.workers_most &&
         running_ + 1 + agent.running <= limits_.workers_most &&
         first_in_time(agent.waiting, now) != agent.waiting.end() && !is_overloaded(entry, now);
}

Schedule::Agents::iterator Schedule::next_agent(TimePoint now) {
  const auto rank = [](const Agent& agent) {
    return std::pair(agent.running, agent.waiting.begin()->first);
  };
  auto next = agents_.end();
  for (auto agent = agents_.begin(); agent != agents_.end(); ++agent) {
    if (!may_run(agent, now)) continue;
    if (next == agents_.end() || rank(agent->second) < rank(next->second)) next = agent;
  }
  return next;
}

bool Schedule::may_grow(TimePoint now) const {
  const auto long_calls =
      static_cast<std::size_t>(std::ranges::count_if(workers_, [&](auto& entry) {
        return entry.second.call && now >= entry.second.call->began + kLongCall;
      }));
  return workers_.size() < limits_.workers_first + long_calls && now >= no_worker_before_;
}

// When may_grow() may say something else.
TimePoint Schedule::growth_after(TimePoint now) const {
  TimePoint next = now < no_worker_before_ ? no_worker_before_ : TimePoint::max();
  for (const auto& [number, worker] : workers_) {
    if (!worker.call) continue;
    const TimePoint is_long = worker.call->began + kLongCall;
    if (is_long > now) next = std::min(next, is_long);
  }
  return next;
}

Load Schedule::load(TimePoint now) const {
  Load load{.busy = running_};
  for (auto agent = agents_.begin(); agent != agents_.end(); ++agent) {
    const std::size_t lost = late_calls(agent, {}, now);
    load.lost += lost;
    load.waiting += agent->second.waiting.size();
    load.agents.push_back({.slug = agent->first.slug,
                           .busy = agent->second.running,
                           .lost = lost,
                           .waiting = agent->second.waiting.size(),
                           .is_overloaded = is_overloaded(agent, now)});
  }
  return load;
}

}  // namespace muster::serve
