// SPDX-License-Identifier: Apache-2.0
#include "cli/retry.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "cli/fake_link.h"

namespace muster::cli {
namespace {

Error crash() {
  return {Kind::failed, "probe.crashed", "plugins/c.so", "ended with SIGSEGV", "mend it", ""};
}

ReloadReport report_of(FileOutcome outcome, std::vector<Error> problems = {}) {
  ReloadReport report;
  report.generation = 5;
  report.result = problems.empty() ? Outcome::published : Outcome::unchanged;
  FileReport file;
  file.path = "plugins/c.so";
  file.outcome = outcome;
  file.sha256 = "0123456789abcdef";
  file.names = {"c"};
  file.problems = std::move(problems);
  report.files = {file};
  return report;
}

struct Fixture : test::Console {
  Fixture() {
    host.in_quarantine = {{"plugins/c.so", "0123456789abcdef", crash(), {}}};
    host.on_reload = [] { return report_of(FileOutcome::loaded); };
  }
};

TEST_CASE_FIXTURE(Fixture, "a retry prints what it lifted, then the reload") {
  CHECK(run_retry({.where = {}, .which = "plugins/c.so"}, peer, output) == ExitStatus::done);
  CHECK(out.str() ==
        "lifted  plugins/c.so  0123456789ab  since 1970-01-01T00:00:00.000Z  ended with SIGSEGV "
        "(probe.crashed); mend it\n" +
            verdict(report_of(FileOutcome::loaded)) + "\n  loaded  plugins/c.so  c\n");
  CHECK(host.in_quarantine.empty());
}

TEST_CASE_FIXTURE(Fixture, "a path that is no UTF-8 names what reports show in its place") {
  host.in_quarantine.front().path = R"(plugins/c\xff.so)";
  CHECK(run_retry({.where = {}, .which = "plugins/c\xff.so"}, peer, output) == ExitStatus::done);
  CHECK(host.in_quarantine.empty());
}

TEST_CASE_FIXTURE(Fixture, "a library that is refused again is status 3") {
  host.on_reload = [] { return report_of(FileOutcome::quarantined, {crash()}); };
  CHECK(run_retry({.where = {}, .which = "plugins/c.so"}, peer, output) == ExitStatus::refused);
  CHECK(out.str().find("\n  quarantined  plugins/c.so  ended with SIGSEGV (probe.crashed); mend "
                       "it\n") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a reload that refuses another file is no matter of the retry") {
  host.on_reload = [] {
    ReloadReport report = report_of(FileOutcome::rejected, {crash()});
    report.files.front().sha256 = "another";
    return report;
  };
  CHECK(run_retry({.where = {}, .which = "plugins/c.so"}, peer, output) == ExitStatus::done);
}

TEST_CASE_FIXTURE(Fixture, "a retry whose reload is rejected for another file is status 3") {
  host.on_reload = [] {
    ReloadReport report = report_of(FileOutcome::rejected, {crash()});
    report.files.front().sha256 = "another";
    report.result = Outcome::rejected;
    return report;
  };
  CHECK(run_retry({.where = {}, .which = "plugins/c.so"}, peer, output) == ExitStatus::refused);
}

TEST_CASE_FIXTURE(Fixture, "with --json a retry writes what it lifted and the report") {
  output.json = true;
  CHECK(run_retry({.where = {}, .which = "plugins/c.so"}, peer, output) == ExitStatus::done);
  CHECK(json_out().at("lifted").at(0).at("sha256") == "0123456789abcdef");
  CHECK(json_out().at("reload").at("outcome") == "published");
}

TEST_CASE_FIXTURE(Fixture, "what is not in quarantine is the host's error, and nothing reloads") {
  host.on_reload = []() -> ReloadReport {
    FAIL("must not reload");
    return {};
  };
  const auto status = run_retry({.where = {}, .which = "plugins/d.so"}, peer, output);
  REQUIRE_FALSE(status);
  CHECK(status.error().subject == "plugins/d.so");
}

TEST_CASE_FIXTURE(Fixture,
                  "a relative path finds the file that the host knows by its absolute one") {
  host.in_quarantine.front().path = std::filesystem::absolute("plugins/c.so");
  CHECK(run_retry({.where = {}, .which = "./plugins/c.so"}, peer, output) == ExitStatus::done);
  CHECK(host.in_quarantine.empty());
}

}  // namespace
}  // namespace muster::cli
