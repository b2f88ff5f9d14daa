// SPDX-License-Identifier: Apache-2.0
#include <muster/agent.hpp>

#include <chrono>
#include <stdexcept>

MUSTER_AGENT("echo", "Repeats its text.", .input = {muster::text("text")}) {
  return call.text(call.arg<std::string_view>("text"));
}

class Counter {
 public:
  explicit Counter(muster::Open& open) : step_(open.config("step", 1)) {}
  muster::Reply receive(muster::Call& call) {
    value_ += call.arg("add", step_);
    return call.json({{"value", value_}});
  }
  void save(muster::Saver& out) const { out.set("value", value_); }
  void restore(const muster::Saved& in) { value_ = in.get<std::int64_t>("value"); }

 private:
  std::int64_t step_;
  std::int64_t value_ = 0;
};
MUSTER_KEYED("counter", Counter, "Counts, one value per key.",
             .input = {muster::integer("add", "how much; the step if left out").optional()},
             .state_version = 1);

class Touchy {
 public:
  explicit Touchy(muster::Open& open) : key_(open.key()), first_(open.arg("first", "nothing")) {
    if (key_ == "refused") throw muster::Failure("no_such_key", "nobody has this key");
    if (key_ == "thrown") throw std::runtime_error("the disk is gone");
  }
  ~Touchy() {}
  muster::Reply receive(muster::Call& call) {
    const auto what = call.arg<std::string_view>("do");
    if (what == "fail") throw muster::Failure("declined", "not now");
    if (what == "throw") throw std::runtime_error("lost track");
    if (what == "break") return call.broken("worn_out", "cannot go on");
    return call.text(key_ + "/" + first_);
  }

 private:
  std::string key_;
  std::string first_;
};
MUSTER_KEYED("touchy", Touchy, "Breaks when told to.", .input = {muster::text("do")});

MUSTER_AGENT("logs", "Logs at each level.") {
  call.log().debug("one");
  call.log().info("two");
  call.log().warning("three");
  call.log().error("four");
  return call.text("done");
}

class Listener {
 public:
  explicit Listener(muster::Open& open) : log_(open.log()) { log_.info("opened"); }
  muster::Reply call(muster::Call& call) {
    log_.warning("called");
    return call.text("done");
  }

 private:
  muster::Log log_;
};
MUSTER_AGENT_CLASS("listener", Listener, "Logs from open on.");

MUSTER_AGENT("works", "Reports progress.") {
  const auto first = call.progress(1, 4, "a quarter");
  const auto last = call.progress(2);
  return call.text(first && last ? "waited for" : "told to stop");
}

MUSTER_AGENT("asks", "Asks another agent.",
             .input = {muster::text("agent"), muster::boolean("soon").fallback(false)}) {
  const auto answer =
      call.ask(call.arg<std::string_view>("agent"),
               {{"list", {1, -2, 0.5}}, {"text", "a \"b\"\n"}, {"none", nullptr}, {"yes", true}},
               {.key = "k",
                .within = call.arg<bool>("soon") ? std::chrono::hours(1) : std::chrono::hours(0)});
  if (!answer) return call.fail(answer.code(), answer.message());
  return call.json({{"text", answer.text()}, {"structured", answer.json()}});
}

MUSTER_AGENT("misreads", "Reads an answer as what it is not.") {
  const auto answer = call.ask("structured");
  return call.text(answer.json().get<std::string>("n"));
}

MUSTER_AGENT("misses", "Reads JSON that may not be in the answer.") {
  return call.text(std::to_string(call.ask("words").json().as<int>()));
}

MUSTER_AGENT("asks-for-ever", "Waits for another agent as long as a number can say.") {
  return call.text(call.ask("slow", {}, {.within = std::chrono::nanoseconds::max()}).text());
}

MUSTER_AGENT("time-left", "Says whether it has a deadline.") {
  const auto left = call.nanoseconds_left();
  return call.text(left == 0                                     ? "late"
                   : left < std::int64_t{86'400} * 1'000'000'000 ? "a while"
                                                                 : "ever");
}
