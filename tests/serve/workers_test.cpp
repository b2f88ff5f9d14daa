// SPDX-License-Identifier: Apache-2.0
#include "serve/workers.h"

#include <doctest/doctest.h>
#include <pthread.h>

#include <atomic>
#include <future>
#include <latch>
#include <limits>
#include <set>

#include "support/process_state.h"

namespace muster::serve {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

AgentTerms one_by_one(std::string_view) { return {.workers_most = 1}; }
AgentTerms all_at_once(std::string_view) { return {.workers_most = kAny}; }

TimePoint in_time() { return std::chrono::steady_clock::now() + 1min; }

// A call that says that it runs, and returns when it is told to.
class Call {
 public:
  Workers::Job job(std::string agent = "a") {
    return {.agent = std::move(agent),
            .deadline = in_time(),
            .run = [this](const std::stop_token& stop) {
              running_.count_down();
              finish_.get_future().wait();
              was_stopped = stop.stop_requested();
              has_returned = true;
            }};
  }
  void wait_until_running() { running_.wait(); }
  void finish() { finish_.set_value(); }

  std::atomic<bool> was_stopped = false;
  std::atomic<bool> has_returned = false;

 private:
  std::latch running_{1};
  std::promise<void> finish_;
};

// Runs on a worker, and waits for that.
template <class Work>
void on_worker(Workers& workers, Work work) {
  std::promise<void> done;
  REQUIRE(workers.add({.agent = "a", .deadline = in_time(), .run = [&](const auto&) {
                         work();
                         done.set_value();
                       }}));
  done.get_future().wait();
}

TEST_CASE("workers run calls, on threads of their own") {
  Workers workers(all_at_once);
  std::thread::id thread;
  on_worker(workers, [&] { thread = std::this_thread::get_id(); });
  CHECK(thread != std::this_thread::get_id());
}

TEST_CASE("a worker has a stack of 1 MiB") {
  Workers workers(all_at_once);
  std::size_t size = 0;
  on_worker(workers, [&] {
    pthread_attr_t attributes;
    ::pthread_getattr_np(::pthread_self(), &attributes);
    ::pthread_attr_getstacksize(&attributes, &size);
    ::pthread_attr_destroy(&attributes);
  });
  CHECK(size >= (std::size_t{1} << 20));
  CHECK(size < (std::size_t{2} << 20));
}

TEST_CASE("calls that wait while the workers are held for long get more workers") {
  std::array<Call, 4> calls;
  Workers workers(all_at_once, {.workers_first = 1, .workers_most = 8});
  for (Call& call : calls) REQUIRE(workers.add(call.job()));
  for (Call& call : calls) call.wait_until_running();
  CHECK(workers.load().busy == 4);
  for (Call& call : calls) call.finish();
}

TEST_CASE("a call that was withdrawn while it waited is never run, and what it holds ends") {
  Call running;
  Workers workers(one_by_one);
  REQUIRE(workers.add(running.job("a")));
  const auto held = std::make_shared<int>(0);
  const auto waiting =
      workers.add({.agent = "a", .deadline = in_time(), .run = [held](const auto&) { ++*held; }});
  REQUIRE(waiting);
  CHECK(held.use_count() == 2);
  CHECK(workers.withdraw(*waiting));
  CHECK(held.use_count() == 1);
  CHECK_FALSE(workers.withdraw(*waiting));
  running.finish();
  on_worker(workers, [] {});
  CHECK(*held == 0);
}

TEST_CASE("a call that runs is not withdrawn but asked to stop") {
  Call call;
  Workers workers(all_at_once);
  const auto number = workers.add(call.job());
  REQUIRE(number);
  call.wait_until_running();
  CHECK_FALSE(workers.withdraw(*number));
  workers.ask_to_stop(*number);
  call.finish();
  on_worker(workers, [] {});
  CHECK(workers.stop(in_time()));
  CHECK(call.was_stopped);
}

TEST_CASE("a call is one of the version that takes calls as it is added") {
  int version = 1;
  int versions[3] = {};
  Workers workers([&](std::string_view) { return AgentTerms{&versions[version], 1}; });
  Call first;
  REQUIRE(workers.add(first.job()));
  first.wait_until_running();
  version = 2;
  Call second;
  REQUIRE(workers.add(second.job()));
  second.wait_until_running();
  first.finish();
  second.finish();
}

TEST_CASE("refusals name the agent and say what is the matter") {
  Call running;
  Workers workers(one_by_one, {.waiting_most = 1});
  REQUIRE(workers.add(running.job("slow")));
  const Workers::Job nothing{.agent = "slow", .deadline = in_time(), .run = [](const auto&) {}};
  const auto waiting = workers.add(nothing);
  REQUIRE(waiting);
  const auto full = workers.add(nothing);
  REQUIRE_FALSE(full);
  CHECK(full.error().code == "call.queue_full");
  CHECK(full.error().kind == Kind::overloaded);
  CHECK(full.error().subject == "slow");
  workers.close();
  const auto closed = workers.add(nothing);
  REQUIRE_FALSE(closed);
  CHECK(closed.error().code == "host.not_started");
  running.finish();
}

TEST_CASE("an agent that goes on after its deadline is lost, then refused, until it returns") {
  Call call;
  Workers workers(one_by_one);
  Result<Workers::Number> added;
  do {  // until it is given to a worker before its deadline
    Workers::Job job = call.job("slow");
    job.deadline = std::chrono::steady_clock::now() + 1ms;
    added = workers.add(std::move(job));
    REQUIRE(added);
  } while (workers.withdraw(*added));
  call.wait_until_running();
  while (workers.load().lost == 0) std::this_thread::yield();
  const auto ask = [&workers] {
    return workers.add({.agent = "slow", .deadline = in_time(), .run = [](const auto&) {}});
  };
  Result<Workers::Number> asked = ask();
  while (asked) {
    CHECK(workers.withdraw(*asked));
    asked = ask();
  }
  CHECK(asked.error().code == "agent.overloaded");
  call.finish();
  while (workers.load().busy > 0) std::this_thread::yield();
  CHECK(ask());
}

// Counts the threads on which it was made, and those that ended.
struct Trace {
  static inline std::atomic<int> made = 0;
  static inline std::atomic<int> ended = 0;
  Trace() { ++made; }
  ~Trace() { ++ended; }
};

void leave_trace() {
  thread_local const Trace trace;
  static_cast<void>(trace);
}

TEST_CASE("a renewal ends the threads that ran an agent, and what they hold") {
  Workers workers(all_at_once, {.workers_first = 1});
  Trace::made = Trace::ended = 0;
  on_worker(workers, leave_trace);
  on_worker(workers, leave_trace);
  CHECK(Trace::made == 1);
  while (workers.load().busy > 0) std::this_thread::yield();
  workers.renew();
  while (Trace::ended == 0) std::this_thread::yield();
  on_worker(workers, leave_trace);
  CHECK(Trace::made == 2);
}

TEST_CASE("a renewal waits for a call that runs, and ends its thread then") {
  Call call;
  Workers workers(all_at_once, {.workers_first = 1});
  Trace::made = Trace::ended = 0;
  Workers::Job job = call.job();
  job.run = [run = job.run](const std::stop_token& stop) {
    leave_trace();
    run(stop);
  };
  REQUIRE(workers.add(std::move(job)));
  call.wait_until_running();
  workers.renew();
  CHECK(Trace::ended == 0);
  call.finish();
  while (Trace::ended == 0) std::this_thread::yield();
}

TEST_CASE("a stop does not wait for ever, and later finds every worker ended") {
  const std::size_t threads = test::ProcessState::now("").threads;
  Call call;
  Workers workers(all_at_once);
  REQUIRE(workers.add(call.job()));
  call.wait_until_running();
  CHECK_FALSE(workers.stop(std::chrono::steady_clock::now() + 1ms));
  call.finish();
  CHECK(workers.stop(in_time()));
  CHECK(call.has_returned);
  CHECK(workers.load().busy == 0);
  // ThreadSanitizer begins a thread of its own with the first of ours; the keeper has yet to
  // return.
  while (test::ProcessState::now("").threads > threads + 1) std::this_thread::yield();
}

TEST_CASE("many callers at once get each of their calls run once") {
  std::atomic<int> runs = 0;
  int accepted = 0;
  {
    Workers workers(all_at_once, {.workers_first = 2, .waiting_most = 10'000});
    std::vector<std::future<int>> callers;
    for (const char* agent : {"a", "b", "c", "d"}) {
      callers.push_back(std::async(std::launch::async, [&workers, &runs, agent] {
        int added = 0;
        for (int i = 0; i < 500; ++i) {
          if (i % 50 == 0) workers.renew();
          const auto number = workers.add(
              {.agent = agent, .deadline = in_time(), .run = [&runs](const auto&) { ++runs; }});
          if (number && !(i % 7 == 0 && workers.withdraw(*number))) ++added;
        }
        return added;
      }));
    }
    for (auto& caller : callers) accepted += caller.get();
    while (workers.load().waiting + workers.load().busy > 0) std::this_thread::yield();
  }
  CHECK(runs == accepted);
}

}  // namespace
}  // namespace muster::serve
