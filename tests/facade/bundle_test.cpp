// SPDX-License-Identifier: Apache-2.0
// Plugins that are folders, through a whole host.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "support/serving_host.h"

namespace muster::test {
namespace {

namespace fs = std::filesystem;

TEST_SUITE_BEGIN("facade");

TEST_CASE("a bundle is served with the helper beside it, and unloaded with it") {
  ServingHost serving;
  bundle_copy(serving.plugin("tool"), "agent-000001", "version-0001");
  const ReloadReport report = serving.host.start();
  REQUIRE(report.files.size() == 1);
  CHECK(report.files[0].path == serving.plugin("tool"));
  CHECK(serving.ask("agent-000001") == "version-0001");
  CHECK(serving.settled().mapped.size() == 2);

  fs::remove_all(serving.plugin("tool"));
  CHECK(serving.host.reload().removed.agents == std::vector<std::string>{"agent-000001"});
  CHECK(serving.settled().mapped.empty());
  CHECK(serving.settled().staged.empty());
}

TEST_CASE("a bundle that has not changed is not loaded again, one whose data changed is") {
  ServingHost serving;
  bundle_copy(serving.plugin("tool"), "agent-000001", "version-0001");
  serving.host.start();
  CHECK(serving.host.reload().outcome() == Outcome::unchanged);
  // Every version uses the helper of the first, whose copy stays for as long.
  for (const char* words : {"a", "a b", "a b c"}) {
    serving.root.write("plugins/tool/data/words", words);
    CHECK(serving.host.reload().changed.agents == std::vector<std::string>{"agent-000001"});
  }
  fs::remove_all(serving.plugin("tool"));
  CHECK(serving.host.reload().outcome() == Outcome::published);
  CHECK(serving.settled().staged.empty());
}

TEST_CASE(
    "a bundle whose helper changed under its old SONAME is refused, under a new one taken in") {
  ServingHost serving;
  bundle_copy(serving.plugin("tool"), "agent-000001", "version-0001");
  serving.host.start();
  const ProcessState before = serving.settled();
  BackgroundCaller caller(serving.host, "agent-000001", "version-0001");
  bundle_copy(serving.plugin("tool"), "agent-000001", "version-0002");

  const ReloadReport refused = serving.host.reload();

  caller.stop();
  CHECK(caller.wrong() == 0);
  CHECK(refused.outcome() == Outcome::rejected);
  CHECK(refused.generation == 1);
  REQUIRE(refused.problems().size() == 1);
  CHECK(refused.problems()[0].code == "bundle.shared_soname");
  CHECK(refused.problems()[0].subject == serving.plugin("tool"));
  CHECK(refused.problems()[0].message.find("its libhelper-0000.so would not be used, but that of "
                                           "another version of it, which") != std::string::npos);
  CHECK(serving.settled().staged == before.staged);
  CHECK(serving.settled().mapped == before.mapped);

  fs::remove(serving.plugin("tool/libhelper-0000.so"));
  bundle_copy(serving.plugin("tool"), "agent-000001", "version-0002", "libhelper-0002.so");
  CHECK(serving.host.reload().outcome() == Outcome::published);
  CHECK(serving.ask("agent-000001") == "version-0002");
  CHECK(serving.settled().mapped.size() == 2);
}

TEST_CASE("two bundles with the same helper are served, and the second is warned of") {
  ServingHost serving;
  bundle_copy(serving.plugin("one"), "agent-000001", "version-0001");
  bundle_copy(serving.plugin("two"), "agent-000002", "version-0001");
  const ReloadReport report = serving.host.start();
  CHECK(report.problems().empty());
  REQUIRE(report.files.size() == 2);
  REQUIRE(report.files[1].warnings.size() == 1);
  CHECK(report.files[1].warnings[0].code == "bundle.shared_soname");
  CHECK(serving.ask("agent-000002") == "version-0001");

  // The helper stays for the second when the first, which brought it, goes.
  fs::remove_all(serving.plugin("one"));
  CHECK(serving.host.reload().outcome() == Outcome::published);
  CHECK(serving.ask("agent-000002") == "version-0001");
  fs::remove_all(serving.plugin("two"));
  CHECK(serving.host.reload().outcome() == Outcome::published);
  CHECK(serving.settled().staged.empty());
}

TEST_CASE("a plugin that would be given the helper of a bundle that is live is refused") {
  ServingHost serving;
  bundle_copy(serving.plugin("tool"), "agent-000001", "version-0001");
  serving.host.start();
  // As a file of its own it has no helper: it means what the system has under that name, which the
  // probe finds here.
  const std::string system = bundle_copy(serving.root / "system", "agent-000002", "version-0002");
  REQUIRE(::setenv("LD_LIBRARY_PATH", system.c_str(), 1) == 0);
  patched_copy(fixture("bundled"), serving.plugin("alone.so"), "agent-000000", "agent-000002");
  const ReloadReport refused = serving.host.reload();
  ::unsetenv("LD_LIBRARY_PATH");
  CHECK(refused.outcome() == Outcome::rejected);
  REQUIRE(refused.problems().size() == 1);
  CHECK(refused.problems()[0].code == "bundle.shared_soname");
  CHECK(refused.problems()[0].subject == serving.plugin("alone.so"));
  CHECK(serving.ask("agent-000001") == "version-0001");
}

TEST_CASE("a folder with libraries but no plugin is refused by name, and stops the others") {
  ServingHost serving;
  echo_copy(serving.plugin("live.so"), "agent-000001");
  serving.host.start();
  bundle_copy(serving.plugin("tool"), "agent-000002", "version-0001");
  fs::rename(serving.plugin("tool/tool.so"), serving.plugin("tool/other.so"));
  const ReloadReport report = serving.host.reload();
  CHECK(report.outcome() == Outcome::rejected);
  REQUIRE(report.problems().size() == 1);
  CHECK(report.problems()[0].code == "bundle.no_plugin");
  CHECK(report.problems()[0].subject == serving.plugin("tool"));
}

TEST_CASE("a bundle with a helper that is cut off is refused before it is loaded") {
  ServingHost serving;
  bundle_copy(serving.plugin("tool"), "agent-000001", "version-0001");
  fs::resize_file(serving.plugin("tool/libhelper-0000.so"), 4096);
  const ReloadReport report = serving.host.start();
  REQUIRE(report.problems().size() == 1);
  CHECK(report.problems()[0].code == "elf.truncated");
  CHECK(report.problems()[0].subject == serving.plugin("tool/libhelper-0000.so"));
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::test
