// SPDX-License-Identifier: Apache-2.0
#include "facade/loaders.h"

#include <doctest/doctest.h>

#include <future>
#include <optional>
#include <stdexcept>

#include "base/manual_clock.h"
#include "plugin/call_pool.h"
#include "plugin/load_state.h"
#include "registry/registry.h"
#include "support/reload_parts.h"

namespace muster::facade {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 10s;

/// A manual clock that loses patience with whoever looks at it for ever.
class WatchedClock final : public Clock {
 public:
  explicit WatchedClock(const Clock& clock) : clock_(clock) {}
  [[nodiscard]] TimePoint now() const override {
    constexpr int kMost = 100;
    if (++asked_ == kMost) throw std::runtime_error("the time was asked for again and again");
    return clock_.now();
  }
  [[nodiscard]] std::chrono::system_clock::time_point wall() const override {
    return clock_.wall();
  }
  void forget() { asked_ = 0; }

 private:
  const Clock& clock_;
  mutable int asked_ = 0;
};

/// A place where a loader thread waits for the test.
class Gate {
 public:
  void pass() {
    arrived_.set_value();
    opened_.get_future().wait();
  }
  void wait_for_arrival() { arrived_.get_future().wait(); }
  void open() { opened_.set_value(); }

 private:
  std::promise<void> arrived_;
  std::promise<void> opened_;
};

/// Loaders of a host without plugins; the test's code runs on the loader thread while the first
/// reload asks for the configurations.
struct Loading : test::ReloadParts {
  explicit Loading(std::chrono::nanoseconds given = kPatience) : patience(given) {}

  std::chrono::nanoseconds patience;
  WatchedClock watched{clock};
  std::function<Configurations()> configure;
  reload::Transaction transaction{{{root.make_folder("plugins")}, {}},
                                  [this]() -> Result<Configurations> {
                                    const auto once = std::exchange(configure, {});
                                    return once ? once() : Configurations{};
                                  },
                                  loader(),
                                  registry};
  PollLoop loop{watched};
  std::optional<ReloadReport> done;
  bool has_recovered = false;
  Loaders loaders{watched,
                  loop,
                  transaction,
                  state,
                  patience,
                  [this](std::optional<ReloadReport> report) { done = std::move(report); },
                  [this] { has_recovered = true; }};

  void run() { loaders.run(transaction.begin(Trigger::request, Policy::keep_all)); }
  void turn() {
    watched.forget();
    loop.turn();
  }
  void turn_until(const auto& condition) {
    while (!condition()) turn();
  }
};

/// Lets the next reload come as far as a library's code, which does not return.
void hang_next(Loading& loading, Gate& gate, std::string_view stage, std::string name = "hangs") {
  loading.configure = [&loading, &gate, stage, name]() -> Configurations {
    const plugin::Journal::Step step(loading.state.journal.get(), sha256(name), name + ".so",
                                     stage);
    gate.pass();
    return {};
  };
}

/// Runs such a reload.
void run_into(Loading& loading, Gate& gate, std::string_view stage) {
  hang_next(loading, gate, stage);
  loading.run();
  gate.wait_for_arrival();
}

/// Runs one that takes its time outside of libraries.
void run_into_no_library(Loading& loading, Gate& gate) {
  loading.configure = [&gate]() -> Configurations {
    gate.pass();
    return {};
  };
  loading.run();
  gate.wait_for_arrival();
}

/// A library hangs, and in the reload that takes its place a second one, until that one ends too.
void run_into_two(Loading& loading, Gate& gate, Gate& second, std::string_view stage) {
  run_into(loading, gate, "open of agent");
  hang_next(loading, second, stage, "second");
  loading.clock.advance(kPatience);
  loading.turn();
  second.wait_for_arrival();
  loading.clock.advance(kPatience);
  loading.turn_until([&] { return loading.done.has_value(); });
}

/// Lets what was given up on return, and the reload that took its place come to its end.
void recover(Loading& loading, Gate& gate) {
  gate.open();
  loading.turn_until([&] { return loading.has_recovered && loading.done; });
  CHECK(loading.loaders.stuck().empty());
}

/// A configuration without an agent: it is asked for its place once the reload has taken effect.
Configurations unused(std::function<std::string(const std::string&)> place) {
  Configurations configurations;
  configurations["nobody"] = {.json = "{}", .place = std::move(place)};
  return configurations;
}

}  // namespace

TEST_CASE("a stop in the moment that a reload takes effect waits for its report and spins not") {
  Loading loading;
  Gate gate;
  loading.configure = [&] {
    return unused([&](const std::string&) {
      gate.pass();
      return "somewhere";
    });
  };
  loading.run();
  gate.wait_for_arrival();

  loading.loaders.end_by(loading.clock.now());
  CHECK_NOTHROW(loading.turn());
  CHECK_FALSE(loading.done);

  gate.open();
  loading.turn_until([&] { return loading.done.has_value(); });
  CHECK(loading.done->outcome() == Outcome::published);
  CHECK(loading.loaders.stuck().empty());
}

TEST_CASE("code that has not returned in time is quarantined, and the reload runs without it") {
  Loading loading;
  Gate gate;
  run_into(loading, gate, "open of agent");
  loading.clock.advance(kPatience - 1ns);
  loading.turn();
  CHECK(loading.loaders.stuck().empty());

  loading.clock.advance(1ns);
  loading.turn_until([&] { return loading.done.has_value(); });
  CHECK(loading.done->outcome() == Outcome::published);
  CHECK(loading.state.verdicts->quarantine_of(sha256("hangs")));
  REQUIRE(loading.loaders.stuck().size() == 1);
  CHECK(loading.loaders.stuck()[0].reason == "has not returned from its open of agent");
  CHECK_FALSE(loading.loaders.is_linker_held());
  recover(loading, gate);
}

TEST_CASE("without any patience a reload is given up on in a library's code alone") {
  Loading loading(0ns);
  Gate gate;
  run_into_no_library(loading, gate);
  for (int i = 0; i < 2; ++i) {
    loading.turn();
    CHECK(loading.loaders.stuck().empty());
    loading.clock.advance(1ms);
  }
  gate.open();
  loading.turn_until([&] { return loading.done.has_value(); });
  CHECK(loading.done->outcome() == Outcome::published);
}

TEST_CASE("a second library that hangs in code of its own is quarantined as well") {
  Loading loading;
  Gate gate;
  Gate second;
  run_into_two(loading, gate, second, "register");

  CHECK(loading.done->outcome() == Outcome::published);
  CHECK(loading.state.verdicts->quarantine_of(sha256("hangs")));
  CHECK(loading.state.verdicts->quarantine_of(sha256("second")));
  CHECK(loading.loaders.stuck().size() == 2);
  CHECK_FALSE(loading.loaders.is_linker_held());
  second.open();
  gate.open();
  loading.turn_until([&] { return loading.loaders.stuck().empty(); });
}

TEST_CASE("a library that waits for the linker is not blamed for what holds it") {
  Loading loading;
  Gate gate;
  Gate second;
  run_into_two(loading, gate, second, "constructors");

  CHECK(loading.done->outcome() == Outcome::rejected);
  CHECK_FALSE(loading.state.verdicts->quarantine_of(sha256("second")));
  CHECK(loading.loaders.is_linker_held());
  second.open();
  gate.open();
  loading.turn_until([&] { return loading.loaders.stuck().empty(); });
}

TEST_CASE("code is not blamed for the time in which the control thread itself was held up") {
  Loading loading;
  Gate gate;
  run_into(loading, gate, "open of agent");
  loading.clock.advance(kPatience + 2s);
  loading.turn();
  CHECK(loading.loaders.stuck().empty());

  loading.clock.advance(kPatience);
  loading.turn();
  CHECK(loading.loaders.stuck().size() == 1);
  recover(loading, gate);
}

TEST_CASE("a reload that takes its time outside of libraries is left alone until the host stops") {
  Loading loading;
  Gate gate;
  run_into_no_library(loading, gate);
  for (int i = 0; i < 10; ++i) {
    loading.clock.advance(kPatience);
    loading.turn();
  }
  CHECK(loading.loaders.stuck().empty());

  loading.loaders.end_by(loading.clock.now());
  loading.turn();
  REQUIRE(loading.done);
  CHECK(loading.done->problems()[0].code == "reload.stopped");
  CHECK(loading.loaders.stuck()[0].reason == "still loading");
  recover(loading, gate);
}

}  // namespace muster::facade
