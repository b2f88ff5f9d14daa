// SPDX-License-Identifier: Apache-2.0
// Compiled in many ways: no exceptions, no run-time types, link-time optimisation and so on.
#include <muster/agent.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

MUSTER_AGENT("sum", "Adds numbers.",
             .input = {muster::array("numbers", muster::integer()),
                       muster::text("unit").fallback("m")}) {
  std::int64_t sum = 0;
  for (const auto n : call.arg<std::vector<std::int64_t>>("numbers")) sum += n;
  return call.json({{"sum", sum}, {"unit", call.arg<std::string_view>("unit")}});
}

MUSTER_AGENT("fails", "Fails with a code.") { return call.fail("declined", "not now"); }

class Picky {
 public:
  explicit Picky(muster::Open& open) : prefix_(open.config("prefix", "> ")) {
    if (prefix_.empty()) open.fail("empty", "the prefix is empty");
  }
  muster::Reply call(muster::Call& call) {
    return call.text(prefix_ + call.arg<std::string>("text"));
  }

 private:
  std::string prefix_;
};
MUSTER_AGENT_CLASS("picky", Picky, "Puts a prefix before a text.", .input = {muster::text("text")});

class Counter {
 public:
  explicit Counter(muster::Open& open) : value_(open.arg<std::int64_t>("from")) {}
  muster::Reply receive(muster::Call& call) {
    value_ += call.arg("add", 1);
    return call.json({{"value", value_}});
  }
  void save(muster::Saver& out) const { out.set("value", value_); }
  void restore(const muster::Saved& in) { value_ = in.get<std::int64_t>("value"); }

 private:
  std::int64_t value_;
};
MUSTER_KEYED("counter", Counter, "Counts.", .input = {muster::integer("add").optional()},
             .state_version = 1);
