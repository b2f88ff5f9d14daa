// SPDX-License-Identifier: Apache-2.0
// Code that does harm while it is loaded: what the probe makes of it.
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "faults/hostile.h"
#include "faults/mark.h"
#include "plugin/probe.h"
#include "support/fixture_plugins.h"
#include "support/process_state.h"
#include "support/temp_dir.h"

namespace muster::test {
namespace {

using namespace std::chrono_literals;
using plugin::Probed;
using plugin::Prober;
using Outcome = Probed::Outcome;

// A library that does `deed` at `moment`, tried out between two that do nothing.
struct Tried {
  std::vector<Probed> all;
  [[nodiscard]] const Probed& culprit() const { return all[1]; }
};

Tried try_out(std::string_view moment, std::string_view deed, Prober::Settings settings = {},
              bool may_change = false) {
  const TempDir temp;
  std::vector<plugin::Probing> libraries;
  libraries.push_back({hostile_copy(temp / "1.so", "never", "nothing"), "first.so"});
  libraries.push_back({hostile_copy(temp / "2.so", moment, deed), "culprit.so", may_change});
  libraries.push_back({hostile_copy(temp / "3.so", "never", "nothing"), "last.so"});
  const ProcessMark mark;
  const ProcessState before = ProcessState::now(temp.path());
  Tried tried{Prober(std::move(settings)).probe(libraries)};
  CHECK(ProcessState::now(temp.path()) == before);
  CHECK(mark.processes() == std::vector<std::string>{});
  for (const Probed* const other : {&tried.all.front(), &tried.all.back()}) {
    CHECK(other->outcome == Outcome::passed);
    CHECK(other->warnings.empty());
  }
  return tried;
}

struct Harm {
  std::string_view moment;
  std::string_view deed;
  std::string_view code;
  std::string_view message;  // a part of it
};

void check_dangerous(const Harm& harm, Prober::Settings settings = {}) {
  CAPTURE(harm.moment);
  CAPTURE(harm.deed);
  const Tried tried = try_out(harm.moment, harm.deed, std::move(settings));
  CHECK(tried.culprit().outcome == Outcome::dangerous);
  REQUIRE_FALSE(tried.culprit().problems.empty());
  const Error& problem = tried.culprit().problems.front();
  CAPTURE(problem.message);
  CHECK(problem.code == harm.code);
  CHECK(problem.subject == "culprit.so");
  CHECK(problem.message.find(harm.message) != std::string::npos);
  CHECK_FALSE(problem.hint.empty());
}

// Long enough for a machine that is busy to come to the deed, short enough to wait for.
constexpr auto kPatience = 700ms;

}  // namespace

TEST_CASE("CODE-01 a library that crashes is charged with stage and signal, and no other one is") {
  for (const Harm& harm : std::vector<Harm>{
           {"construct", "segfault", "probe.crashed", "SIGSEGV while its constructors ran"},
           {"register", "segfault", "probe.crashed", "SIGSEGV in its `register`"},
           {"destruct", "segfault", "probe.crashed", "SIGSEGV while its destructors ran"},
           {"construct", "abort", "probe.crashed", "SIGABRT while its constructors ran"},
           {"register", "abort", "probe.crashed", "SIGABRT in its `register`"},
           {"construct", "recurse", "probe.crashed", "SIGSEGV while its constructors ran"},
           {"register", "recurse", "probe.crashed", "SIGSEGV in its `register`"},
       }) {
    check_dangerous(harm);
  }
}

TEST_CASE(
    "CODE-01 a library that ends its process is charged, also where the status says success") {
  for (const Harm& harm : std::vector<Harm>{
           {"construct", "exit", "probe.exited", "status 0 while its constructors ran"},
           {"register", "exit", "probe.exited", "status 0 in its `register`"},
           {"construct", "exit-at-once", "probe.exited", "status 0 while its constructors ran"},
           {"register", "exit-at-once", "probe.exited", "status 0 in its `register`"},
           {"destruct", "exit-at-once", "probe.exited", "status 0 while its destructors ran"},
       }) {
    check_dangerous(harm);
  }
}

TEST_CASE("CODE-01 a library that hangs is charged with stage and deadline") {
  for (const Harm& harm : std::vector<Harm>{
           {"construct", "loop", "probe.timeout", "within 700 ms, while its constructors ran"},
           {"register", "loop", "probe.timeout", "within 700 ms, in its `register`"},
           {"construct", "wait", "probe.timeout", "within 700 ms, while its constructors ran"},
           {"register", "wait", "probe.timeout", "within 700 ms, in its `register`"},
           {"destruct", "wait", "probe.timeout", "within 700 ms, while its destructors ran"},
       }) {
    check_dangerous(harm, {.patience = kPatience});
  }
}

TEST_CASE("CODE-01 an agent that hangs while it is opened or closed has a deadline of its own") {
  const Prober::Settings settings{
      .patience = 60s, .opening = plugin::Prober::Opening::required, .open_patience = kPatience};
  check_dangerous({"open", "wait", "probe.timeout", "within 700 ms, in the `open` of hostile"},
                  settings);
  check_dangerous({"close", "wait", "probe.timeout", "within 700 ms, in the `close` of hostile"},
                  settings);
}

TEST_CASE("CODE-01 the agents of a library have 32 times together what each has to open") {
  const plugin::Probing library{fixture("slow_opens"), "slow.so"};
  const auto late =
      Prober(
          {.patience = 60s, .opening = plugin::Prober::Opening::required, .open_patience = 150ms})
          .probe({&library, 1})
          .front();
  REQUIRE(late.problems.size() == 1);
  CHECK(late.problems[0].code == "probe.timeout");
  CHECK(late.problems[0].message.starts_with(
      "its agents were not done within 4800 ms together, in the `open` of "));
}

TEST_CASE("CODE-01 a library that takes all memory is charged before there is none left") {
  // A sanitizer wants the whole address space, so that there its time is what runs out.
  for (const Harm& harm : std::vector<Harm>{
           {"construct", "allocate", kHasSanitizer ? "probe.timeout" : "probe.crashed",
            "while its constructors ran"},
           {"register", "allocate", kHasSanitizer ? "probe.timeout" : "probe.crashed",
            "in its `register`"},
       }) {
    check_dangerous(harm, {.patience = kHasSanitizer ? kPatience : 60s});
  }
}

TEST_CASE("CODE-01 a library whose constructor throws is charged with what it threw") {
  // The dynamic linker lets no exception through.
  check_dangerous({"construct", "throw", "probe.crashed", "what():  thrown on purpose"});
  check_dangerous({"construct", "throw-int", "probe.crashed", "an instance of 'int'"});
}

TEST_CASE("CODE-01 a library whose register throws is refused with what it threw") {
  for (const auto& [deed, thrown] : {std::pair{"throw", "thrown on purpose"},
                                     std::pair{"throw-int", "an exception of type int"}}) {
    const Tried tried = try_out("register", deed);
    CHECK(tried.culprit().outcome == Outcome::refused);
    REQUIRE_FALSE(tried.culprit().problems.empty());
    CHECK(tried.culprit().problems[0].code == "register.threw");
    CHECK(tried.culprit().problems[0].message.find(thrown) != std::string::npos);
  }
}

TEST_CASE("CODE-01 a library that ends the helper's supervisor is charged, and no other one is") {
  const TempDir temp;
  const std::vector<plugin::Probing> libraries{
      {hostile_copy(temp / "1.so", "never", "nothing"), "first.so"},
      {hostile_copy(temp / "2.so", "construct", "kill-parent"), "culprit.so"},
      {hostile_copy(temp / "3.so", "never", "nothing"), "last.so"}};
  const auto all = Prober({}).probe(libraries);
  CHECK(all[0].outcome == Outcome::passed);
  CHECK(all[1].outcome == Outcome::dangerous);
  REQUIRE(all[1].problems.size() == 1);
  CHECK(all[1].problems[0].code == "probe.crashed");
  CHECK(all[1].problems[0].subject == "culprit.so");
  CHECK(all[2].outcome == Outcome::passed);
}

TEST_CASE(
    "CODE-01 a library is tried out without privileges to gain and with limits on all it takes") {
  const Tried tried = try_out("construct", "confines");
  REQUIRE(tried.culprit().warnings.size() == 1);
  CHECK(tried.culprit().warnings[0].message == "it printed: no more");
}

TEST_CASE("CODE-01 a library is charged with a SIGKILL only if it comes a second time") {
  check_dangerous({"construct", "kill", "probe.crashed", "SIGKILL while its constructors ran"});
  const Mark mark;
  const Tried tried = try_out("construct", "kill-once");
  CHECK(mark.is_left());
  CHECK(tried.culprit().outcome == Outcome::passed);
}

TEST_CASE("CODE-01 a library that forks is charged, and nothing that it started stays") {
  for (const std::string_view moment : {"construct", "register", "destruct"}) {
    for (const std::string_view deed : {"fork", "fork-stay", "fork-away"}) {
      check_dangerous({moment, deed, "probe.changed_process", "left a process behind"});
    }
  }
}

TEST_CASE("CODE-01 three culprits among a hundred libraries keep none of the others out") {
  const TempDir temp;
  std::vector<plugin::Probing> libraries;
  for (int i = 0; i < 100; ++i) {
    const std::string deed = i == 20 ? "abort" : i == 21 ? "exit-at-once" : i == 99 ? "wait" : "";
    const std::string name = std::to_string(i) + ".so";
    libraries.push_back({deed.empty() ? hostile_copy(temp / name, "never", "nothing")
                                      : hostile_copy(temp / name, "register", deed),
                         name});
  }
  const auto probed = Prober({.patience = kPatience}).probe(libraries);
  for (std::size_t i = 0; i < probed.size(); ++i) {
    CAPTURE(i);
    const bool is_culprit = i == 20 || i == 21 || i == 99;
    CHECK(probed[i].outcome == (is_culprit ? Outcome::dangerous : Outcome::passed));
    if (is_culprit) CHECK(probed[i].problems.front().subject == libraries[i].subject);
  }
}

TEST_CASE("CODE-01 what crashes only once it is opened is found where agents are opened") {
  CHECK(try_out("open", "abort").culprit().outcome == Outcome::passed);
  check_dangerous({"open", "abort", "probe.crashed", "SIGABRT in the `open` of hostile"},
                  {.opening = plugin::Prober::Opening::required});
  check_dangerous({"close", "abort", "probe.crashed", "SIGABRT in the `close` of hostile"},
                  {.opening = plugin::Prober::Opening::required});
}

TEST_CASE("CODE-01 the end of what a library printed before it crashed stands in the error") {
  check_dangerous({"register", "print-crash", "probe.crashed", "it printed: about to crash"});
}

TEST_CASE("CODE-02 a library that closes descriptors that are not its own is refused by name") {
  check_dangerous({"construct", "close-low", "probe.changed_process", "closed descriptor 0"});
  check_dangerous({"register", "close-low", "probe.changed_process", "closed descriptor 1"});
  check_dangerous({"register", "close-all", "probe.changed_process", "closed descriptor 2"});
  check_dangerous({"destruct", "close-all", "probe.changed_process", "closed descriptor 0"});
  check_dangerous({"construct", "close-crash", "probe.crashed", "SIGABRT"});
}

TEST_CASE("CODE-02 what a library prints is taken in, shown as a warning, and safe to show") {
  for (const std::string_view moment : {"construct", "register", "destruct"}) {
    const Tried tried = try_out(moment, "print");
    CHECK(tried.culprit().outcome == Outcome::passed);
    REQUIRE(tried.culprit().warnings.size() == 1);
    CHECK(tried.culprit().warnings[0].code == "probe.printed");
    CHECK(tried.culprit().warnings[0].message ==
          "it printed: one line\\nand\\x1b[31m half a line, and an error");
  }
}

TEST_CASE("CODE-02 a library that never stops printing fills no memory") {
  check_dangerous({"register", "print-on", "probe.crashed", "SIGXFSZ in its `register`"},
                  {.patience = 60s});
}

TEST_CASE("CODE-02 a library that reads standard input finds it empty") {
  const Tried tried = try_out("register", "read");
  CHECK(tried.culprit().outcome == Outcome::passed);
  REQUIRE_FALSE(tried.culprit().warnings.empty());
  CHECK(tried.culprit().warnings[0].message == "it printed: -1");
}

TEST_CASE("CODE-02 descriptors that a library leaves open are a warning") {
  const Tried tried = try_out("register", "open-files");
  CHECK(tried.culprit().outcome == Outcome::passed);
  REQUIRE_FALSE(tried.culprit().warnings.empty());
  CHECK(tried.culprit().warnings[0].code == "probe.left_open");
  CHECK(tried.culprit().warnings[0].message == "it left 2 descriptors open: /dev/null, /dev/zero");
}

const std::vector<Harm>& changes_of_the_process() {
  static const std::vector<Harm> all{
      {"register", "chdir", "probe.changed_process", "it changed the working folder"},
      {"construct", "umask", "probe.changed_process", "it changed the umask"},
      {"register", "locale", "probe.changed_process", "it changed the locale"},
      {"construct", "signal", "probe.changed_process", "it changed what SIGUSR1 does"},
      {"register", "sigpipe", "probe.changed_process", "it changed what SIGPIPE does"},
      {"construct", "setenv", "probe.changed_process", "environment variable MUSTER_HOSTILE"},
      {"register", "unsetenv", "probe.changed_process", "environment variable PATH"},
      {"destruct", "umask", "probe.changed_process", "it changed the umask"},
      {"construct", "thread", "probe.changed_process", "it left a thread running"},
      {"register", "thread", "probe.changed_process", "it left a thread running"},
      {"construct", "alarm", "probe.changed_process", "it left a timer running"},
      {"register", "limit", "probe.changed_process", "it changed the limits of its resources"},
  };
  return all;
}

TEST_CASE("CODE-03 a library that changes its process is refused with what it changed") {
  for (const Harm& harm : changes_of_the_process()) check_dangerous(harm);
}

TEST_CASE("CODE-03 a library whose threads have been joined has changed nothing") {
  for (const std::string_view moment : {"construct", "register", "open", "close", "destruct"}) {
    CAPTURE(moment);
    const Tried tried = try_out(moment, "join", {.opening = Prober::Opening::required});
    CHECK(tried.culprit().outcome == Outcome::passed);
    CHECK(tried.culprit().problems.empty());
    CHECK(tried.culprit().warnings.empty());
  }
}

TEST_CASE("CODE-03 a library that is allowed to change its process passes with a warning") {
  for (const Harm& harm : changes_of_the_process()) {
    CAPTURE(harm.deed);
    const Tried tried = try_out(harm.moment, harm.deed, {}, true);
    CHECK(tried.culprit().outcome == Outcome::passed);
    CHECK(tried.culprit().problems.empty());
    CHECK(tried.culprit().agents == std::vector<std::string>{"hostile"});
    REQUIRE_FALSE(tried.culprit().warnings.empty());
    CHECK(tried.culprit().warnings.front().code == "probe.changed_process");
    CHECK(tried.culprit().warnings.front().message.find(harm.message) != std::string::npos);
  }
}

}  // namespace muster::test
