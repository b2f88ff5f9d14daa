// SPDX-License-Identifier: Apache-2.0
// What muster::sdk_testing is tested with, as authors write it. VERSION tells two builds of it
// apart; one with REFUSES_STATE takes over no state.
#include <muster/agent.hpp>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>

#ifndef VERSION
#define VERSION 1
#endif

MUSTER_AGENT("hello", "Greets.", .input = {muster::text("name")}) {
  return call.text("Hello, " + call.arg<std::string>("name") + "!");
}

MUSTER_AGENT("fails", "Fails with a code of its own.") {
  return call.fail("no_such_zone", "there is no zone of this name");
}

MUSTER_AGENT("waits", "Answers unless its time is over.") {
  if (call.is_cancelled()) return call.fail("too_late", "nobody waits");
  return call.text("in time");
}

MUSTER_AGENT("talks", "Logs, reports its progress, answers JSON.") {
  call.log().warning("half of it");
  call.progress(1, 2, "half");
  return call.json({{"done", true}});
}

MUSTER_AGENT("asks", "Has another agent greet.") {
  const auto answer = call.ask("hello", {{"name", "Eve"}});
  return call.text("it said: " + std::string(answer.text()));
}

MUSTER_AGENT("relay", "Has an instance do it.",
             .input = {muster::text("to"), muster::text("key")}) {
  const auto answer =
      call.ask(call.arg<std::string_view>("to"), {}, {.key = call.arg<std::string_view>("key")});
  return call.text(answer ? "went well" : answer.code());
}

class Mirror {
 public:
  explicit Mirror(muster::Open&) {}
  muster::Reply receive(muster::Call& call) {
    return call.text(call.ask("mirror", {}, {.key = call.key()}).code());
  }
};
MUSTER_KEYED("mirror", Mirror, "Asks itself.");

class Impatient {
 public:
  explicit Impatient(muster::Open& open) : key_(open.key()) {}
  muster::Reply receive(muster::Call& call) { return call.text(key_); }
  void save(muster::Saver&) const { throw std::runtime_error("cannot be saved"); }
  void restore(const muster::Saved&) {}

 private:
  std::string key_;
};
MUSTER_KEYED("impatient", Impatient, "Breaks when it is saved.");

MUSTER_AGENT("slow", "Has a second.", .deadline = std::chrono::seconds(1)) {
  return call.text(std::to_string(call.nanoseconds_left() > 2'000'000'000));
}

MUSTER_AGENT("logs-much", "Logs more than a host takes in a second.") {
  for (int i = 0; i < 300; ++i) call.log().info("line");
  return call.text("dropped");
}

class Counter {
 public:
  explicit Counter(muster::Open& open)
      : step_(open.config("step", 1)), value_(open.arg("from", 0)) {
    if (value_ < 0) throw muster::Failure("negative", "counts from 0 on");
  }
  muster::Reply receive(muster::Call& call) {
    value_ += call.arg("add", step_);
    if (value_ > 1000) throw std::runtime_error("beyond a thousand");
    return call.json({{"value", value_}, {"version", VERSION}});
  }
  void save(muster::Saver& out) const { out.set("value", value_); }
  void restore(const muster::Saved& in) {
#ifdef REFUSES_STATE
    throw muster::Failure("too_old", "it takes over nothing");
#endif
    value_ = in.get<std::int64_t>("value");
  }

 private:
  std::int64_t step_;
  std::int64_t value_;
};
MUSTER_KEYED("counter", Counter, "Counts, one value per key.",
             .input = {muster::integer("add", "how much; the step if left out").optional()},
             .config = {muster::integer("step").optional()}, .state_version = VERSION);
