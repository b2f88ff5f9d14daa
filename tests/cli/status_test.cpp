// SPDX-License-Identifier: Apache-2.0
#include "cli/status.h"

#include <doctest/doctest.h>

#include "cli/fake_link.h"

namespace muster::cli {
namespace {

TEST_CASE("a status says in its first line how the host is") {
  test::Console console;
  CHECK(run_status({}, console.peer, console.output) == ExitStatus::done);
  CHECK(
      console.out.str().starts_with("host fake: ok, generation 4, 1 agent, 1 skill, 1 plugin, "
                                    "watch off, 0 calls running\nlast reload: "));
}

TEST_CASE("a status names what is in quarantine, since when and why") {
  test::Console console;
  console.host.in_quarantine = {
      {"plugins/c.so",
       "0123456789abcdef",
       {Kind::failed, "probe.crashed", "plugins/c.so", "ended with SIGSEGV", "mend it", ""},
       {}}};
  CHECK(run_status({}, console.peer, console.output) == ExitStatus::done);
  CHECK(console.out.str().find("quarantined:\n  plugins/c.so  0123456789ab  since "
                               "1970-01-01T00:00:00.000Z  ended with SIGSEGV (probe.crashed); mend "
                               "it\n") != std::string::npos);
}

TEST_CASE("a status says of a file in quarantine once what it did") {
  test::Console console;
  const Error crash{Kind::failed, "probe.crashed", "plugins/c.so", "ended with SIGSEGV", "", ""};
  const FileReport refused{
      .path = "plugins/c.so", .outcome = FileOutcome::quarantined, .problems = {crash}};
  console.host.in_quarantine = {{"plugins/c.so", "0123456789abcdef", crash, {}}};
  console.host.state.refused = {refused};
  console.host.history.back().files = {refused};
  CHECK(run_status({}, console.peer, console.output) == ExitStatus::done);
  const std::string text = console.out.str();
  const auto first = text.find("ended with SIGSEGV");
  CHECK(first != std::string::npos);
  CHECK(text.find("ended with SIGSEGV", first + 1) == std::string::npos);
}

TEST_CASE("a status names a folder that is not served") {
  test::Console console;
  console.host.history.back().errors = {
      {Kind::denied, "file.untrusted", "plugins", "can be written to by everybody", "", ""}};
  CHECK(run_status({}, console.peer, console.output) == ExitStatus::done);
  CHECK(console.out.str().find("refused:\n  error  plugins  can be written to by everybody "
                               "(file.untrusted)\n") != std::string::npos);
}

TEST_CASE("a status names what was refused and what could not be unloaded") {
  test::Console console;
  FileReport refused;
  refused.path = "plugins/c.so";
  refused.outcome = FileOutcome::kept;
  refused.problems = {{Kind::invalid, "elf.truncated", "plugins/c.so", "ends early", "", ""}};
  console.host.state.refused = {refused};
  console.host.state.retained = {{"plugins/old.so", "cd", "2 calls or leases", {}, 2}};
  CHECK(run_status({}, console.peer, console.output) == ExitStatus::done);
  const std::string text = console.out.str();
  CHECK(text.find("refused:\n  kept  plugins/c.so  ends early (elf.truncated)\n") !=
        std::string::npos);
  CHECK(text.find("retained:\n  plugins/old.so  2 calls or leases  since 1970-") !=
        std::string::npos);
}

TEST_CASE("the status names agents that go on after their deadline or have calls wait") {
  test::Console console;
  console.host.workers = {3, 1, 1, {{"fine", 1, 0, 0, false}, {"slow", 2, 1, 1, true}}};
  CHECK(run_status({}, console.peer, console.output) == ExitStatus::done);
  const std::string text = console.out.str();
  CHECK(text.find(", 3 calls running\n") != std::string::npos);
  CHECK(text.find(
            "workers:\n  slow  2 calls running  1 past the deadline  1 waiting  overloaded\n") !=
        std::string::npos);
  CHECK(text.find("fine") == std::string::npos);
}

}  // namespace
}  // namespace muster::cli
