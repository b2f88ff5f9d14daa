// SPDX-License-Identifier: Apache-2.0
#include "plugin/probe.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "plugin/build.h"
#include "support/fixture_plugins.h"
#include "support/process_state.h"
#include "support/temp_dir.h"

namespace muster::plugin {
namespace {

using namespace std::chrono_literals;
using Outcome = Probed::Outcome;

Probed probe_one(const std::string& copy, Prober::Settings settings = {}) {
  const Probing library{copy, "plugins/x.so"};
  return Prober(std::move(settings)).probe({&library, 1}).front();
}

// Stands in for the helper program: a script.
Probed probe_with(const std::string& script) {
  const test::TempDir temp;
  const std::string program = temp.write("program", "#!/bin/sh\n" + script + "\n");
  REQUIRE(::chmod(program.c_str(), 0700) == 0);
  return probe_one("x.so", {.program = program, .patience = 1ms});
}

std::string greeting() { return "muster-probe " + std::string(build_id()); }

TEST_CASE("a good library passes, and its agents are known") {
  const Probed probed = probe_one(test::fixture("pair"));
  CHECK(probed.outcome == Outcome::passed);
  CHECK(probed.problems.empty());
  CHECK(probed.warnings.empty());
  CHECK(probed.agents == std::vector<std::string>{"pair-one", "pair-two"});
}

TEST_CASE("a patience without end is none that a good library overruns") {
  constexpr auto kForEver = std::chrono::milliseconds::max();
  const Prober::Settings settings{
      .patience = kForEver, .opening = Prober::Opening::required, .open_patience = kForEver};
  CHECK(probe_one(test::fixture("echo"), settings).outcome == Outcome::passed);
}

TEST_CASE("a library whose register says no is refused, and named as the caller names it") {
  const Probed probed = probe_one(test::fixture("register_fails"));
  CHECK(probed.outcome == Outcome::refused);
  REQUIRE_FALSE(probed.problems.empty());
  CHECK(probed.problems[0].code == "register.failed");
  CHECK(probed.problems[0].kind == Kind::failed);
  CHECK(probed.problems[0].subject == "plugins/x.so");
}

TEST_CASE("a probe leaves nothing behind in the process that asked for it") {
  const auto before = test::ProcessState::now("/nonexistent");
  CHECK(probe_one(test::fixture("echo"), {.opening = plugin::Prober::Opening::required}).outcome ==
        Outcome::passed);
  CHECK(test::ProcessState::now("/nonexistent") == before);
}

TEST_CASE("a helper that is not there is named with its place") {
  const Probed probed = probe_one("x.so", {.program = "/nonexistent/muster-probe"});
  CHECK(probed.outcome == Outcome::not_probed);
  REQUIRE(probed.problems.size() == 1);
  CHECK(probed.problems[0].code == "probe.unavailable");
  CHECK(probed.problems[0].message.find("/nonexistent/muster-probe") != std::string::npos);
}

TEST_CASE("a helper of another build is refused, and says which it is of") {
  const Probed probed = probe_with("echo 'muster-probe 0123456789abcdef' >&3; cat <&4 >/dev/null");
  CHECK(probed.outcome == Outcome::not_probed);
  CHECK(probed.problems[0].message.find("0123456789abcdef") != std::string::npos);
  CHECK(probed.problems[0].message.find(build_id()) != std::string::npos);
}

TEST_CASE("a program that is no helper is told by what it does not say") {
  const Probed probed = probe_with("echo 'I know nothing of this' >&2");
  CHECK(probed.outcome == Outcome::not_probed);
  CHECK(probed.problems[0].message.find("I know nothing of this") != std::string::npos);
}

TEST_CASE("a helper that ends early says nothing of a library") {
  const Probed probed = probe_with("echo '" + greeting() + "' >&3");
  CHECK(probed.outcome == Outcome::not_probed);
  CHECK(probed.problems[0].code == "probe.unavailable");
}

TEST_CASE("an answer that cannot be read says nothing of a library") {
  for (
      const char* const line :
      {"", "not JSON", "{}", "[]", R"({"library":7,"outcome":"passed"})",
       R"({"library":0,"outcome":"passed","problems":[],"warnings":[]})",
       R"({"library":7,"outcome":"passed","problems":[],"warnings":[],"agents":[]})",
       R"({"library":-1,"outcome":"passed","problems":[],"warnings":[],"agents":[]})",
       R"({"library":0,"outcome":"splendid","problems":[],"warnings":[],"agents":[]})",
       R"({"library":0,"outcome":"refused","problems":[{"code":"no.such","subject":"","message":"","hint":""}],"warnings":[],"agents":[]})"}) {
    CAPTURE(line);
    const Probed probed = probe_with("echo '" + greeting() + "' >&3; echo '" + line + "' >&3");
    CHECK(probed.outcome == Outcome::not_probed);
    CHECK_FALSE(probed.problems.empty());
  }
}

TEST_CASE("without a helper of its own choice, the program finds the one it was built with") {
  const auto found = find_probe("");
  REQUIRE(found);
  CHECK(found->ends_with("libexec/muster/muster-probe"));
}

TEST_CASE("no libraries need no helper") {
  CHECK(Prober({.program = "/nonexistent"}).probe({}).empty());
}

}  // namespace
}  // namespace muster::plugin
