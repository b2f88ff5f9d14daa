// SPDX-License-Identifier: Apache-2.0
#include "plugin/waiting_calls.h"

#include <algorithm>
#include <condition_variable>
#include <string>
#include <unordered_map>

#include "plugin/call_record.h"
#include "plugin/codes.h"

namespace muster::plugin {
namespace {

// Calls `use` with each agent in which this chain of calls has a place, the innermost first.
template <class Use>
void for_each_held(const CallRecord* innermost, Use use) {
  for (auto* record = innermost; record != nullptr; record = record->caller) {
    if (is_bounded(record->agent->descriptor)) use(*record->agent);
  }
}

bool holds(const CallRecord* innermost, const Agent& agent) {
  bool found = false;
  for_each_held(innermost, [&](const Agent& held) { found = found || &held == &agent; });
  return found;
}

// "a > b": a called b.
std::string path_of(const CallRecord& innermost) {
  const std::string& slug = innermost.agent->descriptor.slug;
  const CallRecord* const caller = innermost.caller;
  return caller == nullptr ? slug : path_of(*caller) + " > " + slug;
}

}  // namespace

/// One that waits, as long as it does. Under the lock.
class WaitingCalls::Waiting {
 public:
  Waiting(WaitingCalls& all, const Agent& agent_) : agent(agent_), all_(all) {
    all_.waiting_.push_back(this);
  }
  ~Waiting() {
    std::erase(all_.waiting_, this);
    if (all_.next(agent) == nullptr) agent.gate.reopen();
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  const Agent& agent;
  const CallRecord* const caller = running_call();  // its thread is here, so that stays as it is
  std::condition_variable_any called;
  bool has_place = false;

 private:
  WaitingCalls& all_;
};

std::optional<Error> WaitingCalls::enter(const Agent& agent, const Invocation& invocation) {
  const auto refuse = [&agent](const Code& code, std::string message) {
    return error(code, agent.descriptor.slug, std::move(message));
  };
  std::unique_lock lock(mutex_);
  Waiting mine(*this, agent);
  if (agent.gate.enter_or_close(places_of(agent.descriptor))) return std::nullopt;

  if (const Knot knot = knot_of(mine); !knot.empty()) {
    std::string waits;
    for (const Waiting* one : knot) {
      if (!waits.empty()) waits += ", ";
      waits += path_of(*one->caller) + " waits for " + one->agent.descriptor.slug;
    }
    return refuse(codes::call_deadlock, "calls would wait for each other: " + waits);
  }
  mine.called.wait_until(lock, invocation.stop, invocation.deadline,
                         [&mine] { return mine.has_place; });
  if (mine.has_place) return std::nullopt;
  return invocation.stop.stop_requested()
             ? refuse(codes::call_cancelled, "it was given up while other calls held the agent")
             : refuse(codes::call_timeout, "other calls held the agent until the deadline");
}

void WaitingCalls::leave(const Agent& agent) noexcept {
  const std::lock_guard lock(mutex_);
  if (Waiting* const called = next(agent)) {
    called->has_place = true;
    called->called.notify_one();
    if (next(agent) == nullptr) agent.gate.reopen();
  } else {
    static_cast<void>(agent.gate.try_leave());  // all who waited gave up meanwhile
  }
}

std::size_t WaitingCalls::count() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

WaitingCalls::Waiting* WaitingCalls::next(const Agent& agent) const noexcept {
  const auto found = std::ranges::find_if(
      waiting_, [&](const Waiting* one) { return &one->agent == &agent && !one->has_place; });
  return found == waiting_.end() ? nullptr : *found;
}

// The newcomer and the calls that it would wait for, directly or not, if all of those wait as well,
// and so none of them would ever leave. Empty: one of them runs.
WaitingCalls::Knot WaitingCalls::knot_of(const Waiting& newcomer) const {
  if (newcomer.caller == nullptr) return {};  // it holds nothing that anybody waits for
  Knot stuck;
  std::unordered_map<const Agent*, std::uint32_t> held;  // by those
  for (const Waiting* one : waiting_) {
    if (one->has_place) continue;
    stuck.push_back(one);
    for_each_held(one->caller, [&](const Agent& agent) { ++held[&agent]; });
  }
  // Who wants an agent in which somebody else has a place will be let in, and then leave his own
  // places to others.
  const auto can_be_let_in = [&](const Waiting* one) {
    if (held[&one->agent] == places_of(one->agent.descriptor)) return false;
    for_each_held(one->caller, [&](const Agent& agent) { --held[&agent]; });
    return true;
  };
  while (std::erase_if(stuck, can_be_let_in) != 0) {
  }
  if (std::ranges::find(stuck, &newcomer) == stuck.end()) return {};

  Knot knot{&newcomer};
  for (std::size_t i = 0; i < knot.size(); ++i) {
    for (const Waiting* one : stuck) {
      const bool is_new = std::ranges::find(knot, one) == knot.end();
      if (is_new && holds(one->caller, knot[i]->agent)) knot.push_back(one);
    }
  }
  return knot;
}

}  // namespace muster::plugin
