// SPDX-License-Identifier: Apache-2.0
#include "serve/schedule.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "base/manual_clock.h"

namespace muster::serve {
namespace {

using namespace std::chrono_literals;
using Refusal = Schedule::Refusal;

constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

AgentTerms unversioned(std::string_view) { return {}; }

// A schedule whose steps are carried out, by workers that run calls until they are told to end.
class Scheduled {
 public:
  explicit Scheduled(ScheduleLimits limits = {}) : schedule(limits) { step(); }

  // A call that waits or runs; 0: it was refused.
  Schedule::Number call(std::string_view agent, std::size_t most = kAny,
                        std::chrono::nanoseconds patience = 1h, const void* version = nullptr) {
    const Schedule::Number number = ++last_call_;
    refusal = schedule.add({number, std::string(agent), {version, most}, clock.now() + patience},
                           clock.now());
    step();
    return refusal ? 0 : number;
  }
  void calls(int count, std::string_view agent, std::size_t most = kAny,
             std::chrono::nanoseconds patience = 1h) {
    while (count-- > 0) call(agent, most, patience);
  }
  // One that runs.
  void end(Schedule::Number call) {
    const auto run = std::ranges::find(running, call, &Schedule::Given::call);
    REQUIRE(run != running.end());
    schedule.end_call(run->worker, clock.now());
    running.erase(run);
    step();
  }
  void end_all() {
    while (!running.empty()) end(running.front().call);
  }
  // Waits, and each time that the schedule wants to be asked does so.
  void wait(std::chrono::nanoseconds time) {
    const TimePoint until = clock.now() + time;
    while (again && *again <= until) {
      clock.advance(*again - clock.now());
      step();
    }
    clock.advance(until - clock.now());
  }
  // That of the last run; its agent has that version now.
  void cannot_begin(Schedule::Number worker, const void* version = nullptr) {
    const auto terms_of = [version](std::string_view) { return AgentTerms{version, kAny}; };
    schedule.cannot_begin(worker, terms_of, clock.now());
    REQUIRE(running.back().worker == worker);
    running.pop_back();
    --workers;
    step();
  }
  void step() {
    const Schedule::Step now = schedule.step(clock.now());
    began += now.begin.size();
    workers += now.begin.size();
    workers -= now.end.size();
    running.insert(running.end(), now.run.begin(), now.run.end());
    again = now.again;
    CHECK((!again || *again > clock.now()));
  }
  bool runs(Schedule::Number call) const {
    return std::ranges::count(running, call, &Schedule::Given::call) == 1;
  }
  AgentLoad load(std::string_view agent) const {
    const auto agents = schedule.load(clock.now()).agents;
    const auto found = std::ranges::find(agents, agent, &AgentLoad::slug);
    return found == agents.end() ? AgentLoad{} : *found;
  }

  ManualClock clock;
  Schedule schedule;
  std::optional<Refusal> refusal;  // of the last call
  std::vector<Schedule::Given> running;
  std::optional<TimePoint> again;
  std::size_t workers = 0;
  std::size_t began = 0;  // workers in all

 private:
  Schedule::Number last_call_ = 0;
};

TEST_CASE("there are the first workers before any call") {
  const Scheduled host({.workers_first = 3});
  CHECK(host.workers == 3);
  CHECK_FALSE(host.again);
}

TEST_CASE("calls beyond the workers wait while those that run are short") {
  Scheduled host;
  host.calls(4, "a");
  CHECK(host.workers == 2);
  CHECK(host.load("a").waiting == 2);
  host.wait(9ms);
  CHECK(host.workers == 2);
}

TEST_CASE("a call that has run for 10 ms is made up for by one more worker if others wait") {
  Scheduled host;
  const auto first = host.call("a");
  host.wait(5ms);
  host.calls(3, "a");
  host.wait(5ms);
  CHECK(host.workers == 3);
  host.wait(5ms);
  CHECK(host.workers == 4);
  CHECK(host.load("a").waiting == 0);
  CHECK(host.runs(first));
}

TEST_CASE("a long call adds no worker where nobody waits") {
  Scheduled host;
  host.calls(2, "a");
  host.wait(1h);
  CHECK(host.workers == 2);
}

TEST_CASE("there are never more workers than the limit") {
  Scheduled host({.workers_most = 5});
  for (const char* agent : {"a", "b", "c", "d", "e", "f"}) host.calls(3, agent);
  host.wait(10s);
  CHECK(host.workers == 5);
  CHECK(host.running.size() == 5);
}

TEST_CASE("one agent gets half of the workers, the next half of the rest") {
  Scheduled host;
  host.calls(64, "a");
  host.wait(10s);
  CHECK(host.load("a").busy == 32);
  host.calls(64, "b");
  host.wait(10s);
  CHECK(host.load("b").busy == 16);
  host.calls(64, "c");
  host.wait(10s);
  CHECK(host.load("c").busy == 8);
  CHECK(host.load("a").waiting == 32);
}

TEST_CASE("an agent gets the workers back that others give up") {
  Scheduled host;
  host.calls(64, "a");
  host.wait(10s);
  host.calls(64, "b");
  host.wait(10s);
  for (Schedule::Number of_a = 1; of_a <= 64; ++of_a) {
    if (!host.schedule.withdraw(of_a)) host.end(of_a);
  }
  host.wait(10s);
  CHECK(host.load("b").busy == 32);
}

TEST_CASE("the agent with the fewest workers comes first, and among equals the first call") {
  Scheduled host({.workers_first = 2});
  const auto a = host.call("a");
  host.calls(3, "a");
  const auto c = host.call("c");
  const auto b = host.call("b");
  CHECK_FALSE(host.runs(c));
  host.end(a);
  CHECK(host.runs(c));
  host.end(c);
  CHECK(host.runs(b));
}

TEST_CASE("a serialised agent has one worker, and its other calls wait") {
  Scheduled host;
  const auto first = host.call("a", 1);
  const auto second = host.call("a", 1);
  host.wait(10s);
  CHECK(host.load("a").busy == 1);
  CHECK_FALSE(host.again);
  host.end(first);
  CHECK(host.runs(second));
}

TEST_CASE("an agent that bounds its calls has no more workers than that") {
  Scheduled host;
  host.calls(9, "a", 3);
  host.wait(10s);
  CHECK(host.load("a").busy == 3);
}

TEST_CASE("calls of an agent run in the order in which they came") {
  Scheduled host({.workers_first = 1});
  std::vector<Schedule::Number> calls;
  for (int i = 0; i < 5; ++i) calls.push_back(host.call("a"));
  for (const auto call : calls) {
    CHECK(host.runs(call));
    host.end(call);
  }
}

TEST_CASE("a full queue refuses one more call, and only of its agent") {
  Scheduled host({.waiting_most = 3});
  host.calls(4, "a", 1);
  CHECK_FALSE(host.refusal);
  host.call("a", 1);
  CHECK(host.refusal == Refusal::queue_full);
  host.call("b", 1);
  CHECK_FALSE(host.refusal);
}

TEST_CASE("a call that was withdrawn is not run") {
  Scheduled host;
  const auto first = host.call("a", 1);
  const auto second = host.call("a", 1);
  CHECK(host.schedule.withdraw(second));
  CHECK_FALSE(host.schedule.withdraw(second));
  CHECK_FALSE(host.schedule.withdraw(first));
  host.end(first);
  CHECK(host.running.empty());
  CHECK(host.schedule.load(host.clock.now()).agents.empty());
}

TEST_CASE("a call whose deadline passes while it waits is not run") {
  Scheduled host;
  const auto first = host.call("a", 1);
  const auto late = host.call("a", 1, 5ms);
  const auto next = host.call("a", 1);
  host.wait(5ms);
  host.end(first);
  CHECK_FALSE(host.runs(late));
  CHECK(host.runs(next));
  const auto alone = host.call("a", 1, 5ms);
  host.wait(5ms);
  host.end(next);
  CHECK_FALSE(host.runs(alone));
}

TEST_CASE("a worker is lost from the deadline of its call until that returns") {
  Scheduled host;
  const auto call = host.call("a", kAny, 1s);
  host.call("a", kAny, 2s);
  CHECK(host.load("a").lost == 0);
  host.wait(1s);
  CHECK(host.load("a").lost == 1);
  CHECK(host.load("a").busy == 2);
  host.end(call);
  CHECK(host.load("a").lost == 0);
}

TEST_CASE("an agent with eight lost workers is refused, and the others do not notice") {
  Scheduled host;
  host.calls(7, "a", kAny, 1s);
  host.wait(2s);
  const auto eighth = host.call("a", kAny, 1s);
  CHECK(host.runs(eighth));
  host.wait(2s);
  host.call("a");
  CHECK(host.refusal == Refusal::workers_lost);
  CHECK(host.load("a").is_overloaded);
  CHECK(host.runs(host.call("b")));
  host.end(eighth);
  CHECK(host.runs(host.call("a")));
}

TEST_CASE("an agent is refused once half of the workers that it may have are lost") {
  Scheduled host;
  host.call("a", 4, 1s);
  host.wait(2s);
  CHECK(host.runs(host.call("a", 4, 1s)));
  host.wait(2s);
  host.call("a", 4);
  CHECK(host.refusal == Refusal::workers_lost);
  host.call("one", 1, 1s);
  host.wait(2s);
  host.call("one", 1);
  CHECK(host.refusal == Refusal::workers_lost);
}

TEST_CASE("what a replaced version of an agent holds does not count for the new one") {
  Scheduled host;
  host.call("a", 1, 1s);
  host.wait(2s);
  const int replacement = 0;
  CHECK(host.runs(host.call("a", 1, 1h, &replacement)));
}

TEST_CASE("an agent that returns within 10 ms after its deadline is not refused") {
  Scheduled host;
  const auto first = host.call("a", 1, 1s);
  host.wait(1s + 9ms);
  const auto second = host.call("a", 1);
  CHECK_FALSE(host.refusal);
  host.end(first);
  CHECK(host.runs(second));
}

TEST_CASE("calls that wait for an agent with too many lost workers go on waiting") {
  Scheduled host({.workers_most = 16});
  std::vector<Schedule::Number> lost;
  for (int i = 0; i < 8; ++i) lost.push_back(host.call("a", kAny, 1s));
  host.wait(500ms);
  const auto waiting = host.call("a");
  host.wait(1s);
  for (int i = 0; i < 4; ++i) host.end(lost[static_cast<std::size_t>(i)]);
  CHECK_FALSE(host.runs(waiting));
  host.end(lost[4]);
  CHECK(host.runs(waiting));
}

TEST_CASE("workers beyond the first end after a second with nothing to do") {
  Scheduled host;
  host.calls(10, "a");
  host.wait(10s);
  CHECK(host.workers == 10);
  host.end_all();
  host.wait(999ms);
  CHECK(host.workers == 10);
  host.wait(1ms);
  CHECK(host.workers == 2);
  CHECK_FALSE(host.again);
  host.step();
  CHECK(host.began == 10);
}

TEST_CASE("a worker that is needed now and then stays") {
  Scheduled host({.workers_first = 1});
  host.calls(2, "a");
  host.wait(10ms);
  host.end_all();
  REQUIRE(host.workers == 2);
  for (int i = 0; i < 10; ++i) {
    host.wait(900ms);
    host.calls(2, "a");
    host.end_all();
  }
  CHECK(host.began == 2);
}

TEST_CASE("a worker that is not needed ends, although others are") {
  Scheduled host({.workers_first = 1});
  host.calls(2, "a");
  host.wait(10ms);
  host.end_all();
  for (int i = 0; i < 4; ++i) {
    host.wait(400ms);
    host.end(host.call("a"));
  }
  CHECK(host.workers == 1);
}

TEST_CASE("a renewal ends the workers that ran an agent, and others take their place") {
  Scheduled host;
  host.end(host.call("a"));
  host.schedule.renew(unversioned);
  host.step();
  CHECK(host.workers == 2);
  CHECK(host.began == 3);
  // The one that never ran anything, and the new one, are left alone.
  host.schedule.renew(unversioned);
  host.step();
  CHECK(host.began == 3);
}

TEST_CASE("calls that wait for a replaced version of an agent are run by the one after it") {
  const int first = 1;
  const int second = 2;
  Scheduled host;
  const auto long_one = host.call("a", 1, 1h, &first);
  const auto waiting = host.call("a", 1, 1h, &first);
  const auto later = host.call("a", 1, 1h, &first);
  host.wait(10ms);
  CHECK_FALSE(host.runs(waiting));
  host.schedule.renew([&](std::string_view) { return AgentTerms{&second, 1}; });
  host.step();
  CHECK(host.runs(long_one));
  CHECK(host.runs(waiting));
  CHECK_FALSE(host.runs(later));  // one after the other still
  // Their order stays also against calls that knew the new version at once.
  const auto latest = host.call("a", 1, 1h, &second);
  host.end(waiting);
  CHECK(host.runs(later));
  host.end(later);
  CHECK(host.runs(latest));
}

TEST_CASE("calls that go over to a new version get as many workers as that may have") {
  const int first = 1;
  const int second = 2;
  Scheduled host({.workers_first = 4});
  host.call("a", 1, 1h, &first);
  const auto one = host.call("a", 1, 1h, &first);
  const auto other = host.call("a", 1, 1h, &first);
  const auto last = host.call("a", 1, 1h, &first);
  host.schedule.renew([&](std::string_view) { return AgentTerms{&second, 2}; });
  host.step();
  CHECK(host.runs(one));
  CHECK(host.runs(other));
  CHECK_FALSE(host.runs(last));
}

TEST_CASE("calls of an agent whose workers are lost are run once it is replaced, or gone") {
  const int first = 1;
  const int second = 2;
  for (const int* const next : {&second, static_cast<const int*>(nullptr)}) {
    Scheduled host;
    host.call("a", 1, 1ms, &first);
    const auto waiting = host.call("a", 1, 1h, &first);
    host.wait(20ms);
    CHECK_FALSE(host.runs(waiting));
    host.schedule.renew([next](std::string_view) { return AgentTerms{next, 1}; });
    host.step();
    CHECK(host.runs(waiting));
  }
}

TEST_CASE("a renewal ends a worker that runs a call when that returns, and not before") {
  Scheduled host({.workers_first = 1});
  const auto first = host.call("a");
  const auto second = host.call("a");
  host.schedule.renew(unversioned);
  host.step();
  CHECK(host.began == 1);
  host.end(first);
  CHECK(host.began == 2);
  CHECK(host.runs(second));
  // It began its first call after the renewal.
  host.end(second);
  CHECK(host.began == 2);
}

TEST_CASE("at the end each worker ends with its call, and no other call is run") {
  Scheduled host({.workers_first = 2});
  const auto first = host.call("a");
  const auto second = host.call("a");
  const auto waiting = host.call("a");
  host.end(second);
  host.end(waiting);
  const auto never = host.call("b", 1);
  const auto after = host.call("b", 1);
  host.schedule.close();
  host.step();
  CHECK(host.workers == 2);
  host.end(first);
  CHECK(host.workers == 1);
  host.end(never);
  CHECK_FALSE(host.runs(after));
  CHECK(host.workers == 0);
}

TEST_CASE("where no worker can be made, the call waits for one, and the host tries again") {
  Scheduled host({.workers_first = 1});
  host.calls(2, "a");
  host.wait(10ms);
  REQUIRE(host.workers == 2);
  const auto [worker, call] = host.running.back();
  host.cannot_begin(worker);
  CHECK_FALSE(host.runs(call));
  host.wait(99ms);
  CHECK_FALSE(host.runs(call));
  host.wait(1ms);
  CHECK(host.runs(call));
}

TEST_CASE("a call that no worker could be made for goes over to the version of now") {
  const int first = 1;
  const int second = 2;
  Scheduled host({.workers_first = 1});
  host.call("a", 2, 1h, &first);
  host.call("a", 2, 1h, &first);
  host.wait(10ms);
  const auto [worker, call] = host.running.back();
  host.cannot_begin(worker, &second);
  host.wait(100ms);
  CHECK(host.runs(call));
  CHECK(host.schedule.load(host.clock.now()).agents.size() == 2);  // a row for each version
}

}  // namespace
}  // namespace muster::serve
