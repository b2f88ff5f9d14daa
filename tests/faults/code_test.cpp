// SPDX-License-Identifier: Apache-2.0
// Code that does harm while it is loaded: what the probe makes of it.
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "faults/hostile.h"
#include "plugin/probe.h"
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

Tried try_out(std::string_view moment, std::string_view deed, Prober::Settings settings = {}) {
  const TempDir temp;
  std::vector<plugin::Probing> libraries;
  libraries.push_back({hostile_copy(temp / "1.so", "never", "nothing"), "first.so"});
  libraries.push_back({hostile_copy(temp / "2.so", moment, deed), "culprit.so"});
  libraries.push_back({hostile_copy(temp / "3.so", "never", "nothing"), "last.so"});
  const ProcessMark mark;
  const ProcessState before = ProcessState::now(temp.path());
  Tried tried{Prober(std::move(settings)).probe(libraries)};
  CHECK(ProcessState::now(temp.path()) == before);
  CHECK(mark.processes() == std::vector<std::string>{});
  CHECK(tried.all.front().outcome == Outcome::passed);
  CHECK(tried.all.back().outcome == Outcome::passed);
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

constexpr std::string_view kConstructors = " while its constructors ran";
constexpr std::string_view kRegister = " in its `register`";

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

}  // namespace muster::test
