// SPDX-License-Identifier: Apache-2.0
#include "cli/probe.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include "base/unique_fd.h"
#include "support/temp_dir.h"

namespace muster::cli {
namespace {

using namespace std::chrono_literals;

// Stands in for the program: a script that behaves as a library under probe might.
FileReport probe_with(const std::string& script, std::chrono::milliseconds patience = 10s) {
  const test::TempDir temp;
  const std::string program = temp.write("program", "#!/bin/sh\n" + script + "\n");
  REQUIRE(::chmod(program.c_str(), 0700) == 0);
  static serve::RemoteErrors errors;
  return probe(program, "plugins/x.so", patience, errors);
}

TEST_CASE("a whole report is taken as it is") {
  const auto report = probe_with(
      R"(echo '{"path":"plugins/x.so","outcome":"loaded","agents":["x"],"end":true}' >&3)");
  CHECK(report.outcome == FileOutcome::loaded);
  CHECK(report.names == std::vector<std::string>{"x"});
}

TEST_CASE("a report may be longer than a pipe holds") {
  // dd hands it over in one piece, which a pipe takes only from who waits.
  const auto report = probe_with(
      R"({ printf '{"path":"'; head -c 200000 /dev/zero | tr '\0' x
printf '","outcome":"loaded","end":true}\n'; } | dd bs=300000 iflag=fullblock >&3)");
  CHECK(report.outcome == FileOutcome::loaded);
  CHECK(report.path.size() == 200'000);
}

TEST_CASE("a process that exits without a report has failed, also with status 0") {
  const auto report = probe_with("exit 0");
  CHECK(report.outcome == FileOutcome::rejected);
  REQUIRE_FALSE(report.problems.empty());
  CHECK(report.problems.front().code == "check.crashed");
  CHECK(report.problems.front().message.find("status 0") != std::string::npos);
}

TEST_CASE("a report without its end does not count") {
  const auto report = probe_with(R"(printf '{"outcome":"loaded"}' >&3)");
  CHECK(report.problems.front().code == "check.crashed");
}

TEST_CASE("a process that dies is named with its signal") {
  const auto report = probe_with("kill -SEGV $$");
  CHECK(report.problems.front().code == "check.crashed");
  CHECK(report.problems.front().message.find("SIGSEGV") != std::string::npos);
}

TEST_CASE("a process that does not end in time is ended, and its children with it") {
  const test::TempDir temp;
  const std::string fifo = temp / "child";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  const UniqueFd child(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  const std::string script = "(echo; exec sleep 1000) >" + fifo + " & sleep 1000";
  auto patience = 20ms;
  char byte = 0;
  for (; ::read(child.get(), &byte, 1) != 1; patience *= 2) {  // until the child was there to end
    CHECK(probe_with(script, patience).problems.front().code == "check.timeout");
  }
  pollfd source{child.get(), 0, 0};  // hangs up when nobody writes any more
  CHECK(::poll(&source, 1, 10'000) == 1);
}

TEST_CASE("what a library prints is no part of the report") {
  const auto report = probe_with(R"(echo noise; echo noise >&2
echo '{"outcome":"ignored","end":true}' >&3)");
  CHECK(report.outcome == FileOutcome::ignored);
}

TEST_CASE("a program that cannot be started is an error of its own") {
  serve::RemoteErrors errors;
  const auto report = probe("/nonexistent/program", "x.so", 1s, errors);
  CHECK(report.problems.front().code == "check.no_process");
}

}  // namespace
}  // namespace muster::cli
