// SPDX-License-Identifier: Apache-2.0
#include "cli/reload.h"

#include <doctest/doctest.h>

#include "cli/fake_link.h"

namespace muster::cli {
namespace {

ReloadReport rejected_report() {
  ReloadReport report;
  report.number = 8;
  report.generation = 4;
  report.result = Outcome::rejected;
  FileReport bad;
  bad.path = "plugins/c.so";
  bad.outcome = FileOutcome::rejected;
  bad.problems = {
      {Kind::invalid, "elf.truncated", "plugins/c.so", "it ends too early", "copy it again", ""}};
  FileReport good;
  good.path = "plugins/d.so";
  good.outcome = FileOutcome::loaded;
  good.names = {"d"};
  report.files = {bad, good};
  return report;
}

TEST_CASE("a reload prints its verdict first, then a line for each file") {
  test::Console console;
  console.host.on_reload = rejected_report;
  CHECK(run_reload({}, console.peer, console.output) == ExitStatus::refused);
  CHECK(console.out.str() == verdict(rejected_report()) +
                                 "\n  rejected  plugins/c.so  it ends too early (elf.truncated); "
                                 "copy it again\n  loaded    plugins/d.so  d\n");
}

TEST_CASE("a slug that two files have is told once, by its name") {
  test::Console console;
  console.host.on_reload = [] {
    const Error clash{
        Kind::conflict, "catalog.duplicate_slug", "echo", "registered by both", "rename one", ""};
    ReloadReport report;
    report.result = Outcome::rejected;
    for (const char* const path : {"a.so", "b.so"}) {
      report.files.push_back({.path = path, .outcome = FileOutcome::rejected, .problems = {clash}});
    }
    report.conflicts = {{{"a.so", "b.so"}, clash}};
    return report;
  };
  CHECK(run_reload({}, console.peer, console.output) == ExitStatus::refused);
  const std::string text = console.out.str();
  CHECK(text.substr(text.find('\n')) ==
        "\n  rejected  a.so  echo: registered by both (catalog.duplicate_slug); rename one\n"
        "  rejected  b.so  echo: see a.so (catalog.duplicate_slug)\n");
}

TEST_CASE("a reload that refused nothing is done") {
  test::Console console;
  CHECK(run_reload({}, console.peer, console.output) == ExitStatus::done);
}

TEST_CASE("a reload that was rejected for no single file is refused too") {
  test::Console console;
  console.host.on_reload = [] {
    ReloadReport report;
    report.result = Outcome::rejected;
    report.errors = {{Kind::not_found, "catalog.root_missing", "plugins", "is gone", "", ""}};
    return report;
  };
  CHECK(run_reload({}, console.peer, console.output) == ExitStatus::refused);
  CHECK(console.out.str().find("  error  plugins  is gone (catalog.root_missing)\n") !=
        std::string::npos);
}

TEST_CASE("a reload names warnings of no single file, and is done") {
  test::Console console;
  console.host.on_reload = [] {
    ReloadReport report;
    report.warnings = {{Kind::unavailable, "state.unusable", "/s", "is a FIFO", "", ""}};
    return report;
  };
  CHECK(run_reload({}, console.peer, console.output) == ExitStatus::done);
  CHECK(console.out.str().find("\n  warning  /s  is a FIFO (state.unusable)\n") !=
        std::string::npos);
}

TEST_CASE("a file in quarantine reads like any that is refused") {
  test::Console console;
  console.host.on_reload = [] {
    ReloadReport report;
    FileReport file;
    file.path = "plugins/c.so";
    file.outcome = FileOutcome::quarantined;
    file.problems = {
        {Kind::failed, "probe.crashed", "plugins/c.so", "ended with SIGSEGV", "mend it", ""}};
    report.files = {file};
    return report;
  };
  CHECK(run_reload({}, console.peer, console.output) == ExitStatus::refused);
  CHECK(console.out.str() ==
        "unchanged: generation 0 serves; 1 file refused; plugins/c.so: ended with SIGSEGV "
        "(probe.crashed); mend it\n  quarantined  plugins/c.so  ended with SIGSEGV "
        "(probe.crashed); mend it\n");
}

TEST_CASE("with --json a reload writes the report that the host keeps") {
  test::Console console;
  console.output.json = true;
  console.host.on_reload = rejected_report;
  CHECK(run_reload({}, console.peer, console.output) == ExitStatus::refused);
  CHECK(console.json_out().at("reload") == 8);
  CHECK(console.json_out().at("files").at(0).at("code") == "elf.truncated");
}

}  // namespace
}  // namespace muster::cli
