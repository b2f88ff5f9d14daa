// SPDX-License-Identifier: Apache-2.0
// What the probe finds out, in a host: libraries stay out, and what is known of them by content.
#include <doctest/doctest.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string>
#include <thread>

#include "base/sha256.h"
#include "base/unique_fd.h"
#include "faults/hostile.h"
#include "faults/kept.h"
#include "support/serving_host.h"

namespace muster::test {
namespace {

Fault harm(std::string_view row, std::string_view moment, std::string_view deed,
           std::string_view code, std::string_view text) {
  return {row, deed, [moment, deed](const std::string& path) { hostile_copy(path, moment, deed); },
          code, text};
}

void check_kept(const Fault& fault) {
  check_old_table_kept(fault);
  check_others_start(fault);
}

const FileReport& file_of(const ReloadReport& report, const std::string& path) {
  const auto file = std::ranges::find(report.files, path, &FileReport::path);
  REQUIRE(file != report.files.end());
  return *file;
}

/// Options of a host that remembers in `state` and can probe nothing.
HostOptions without_probe(const std::string& state) {
  return {.state = state, .probe = state + "/none"};
}

/// Whether any file of a folder was opened since the last question.
class Openings {
 public:
  explicit Openings(const std::string& folder) : fd_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    REQUIRE(::inotify_add_watch(fd_.get(), folder.c_str(), IN_OPEN) >= 0);
  }
  [[nodiscard]] bool any() const {
    alignas(inotify_event) std::array<char, 4096> buffer;
    bool any = false;
    for (ssize_t size = 0; (size = ::read(fd_.get(), buffer.data(), buffer.size())) > 0;) {
      for (const char* at = buffer.data(); at < buffer.data() + size;) {
        const auto* const event = reinterpret_cast<const inotify_event*>(at);
        any |= (event->mask & IN_ISDIR) == 0;
        at += sizeof(inotify_event) + event->len;
      }
    }
    return any;
  }

 private:
  UniqueFd fd_;
};

}  // namespace

TEST_CASE("CODE-01 what crashes, ends or hangs its process leaves a serving host as it was") {
  check_kept(harm("CODE-01", "construct", "segfault", "probe.crashed", "SIGSEGV"));
  check_kept(harm("CODE-01", "register", "exit", "probe.exited", "status 0"));
  check_kept(harm("CODE-01", "construct", "wait", "probe.timeout", "within 3000 ms"));
  check_kept(harm("CODE-01", "register", "fork-stay", "probe.changed_process", "process"));
}

TEST_CASE("CODE-02 what closes descriptors of the process leaves a serving host as it was") {
  check_kept(harm("CODE-02", "construct", "close-low", "probe.changed_process", "descriptor 0"));
  check_kept(harm("CODE-02", "register", "close-all", "probe.changed_process", "descriptor"));
}

TEST_CASE("CODE-03 what changes the process leaves a serving host as it was") {
  check_kept(harm("CODE-03", "register", "chdir", "probe.changed_process", "working folder"));
  check_kept(harm("CODE-03", "construct", "thread", "probe.changed_process", "thread"));
}

TEST_CASE(
    "CODE-03 a file that the operator allows to change the process is loaded, and warned of") {
  TempDir state;
  ServingHost refusing({.state = state.path()});
  const std::string path = hostile_copy(refusing.plugin("changes.so"), "construct", "umask");
  const mode_t umask_before = ::umask(0077);
  CHECK(file_of(refusing.host.start(), path).outcome == FileOutcome::quarantined);
  refusing.host.stop();

  Host allowing({.plugins = {refusing.plugins},
                 .staging = refusing.staging,
                 .state = state.path(),
                 .allow_process_changes = {refusing.plugins + "/./changes.so"}});
  const ReloadReport report = allowing.start();
  ::umask(umask_before);
  const FileReport& file = file_of(report, path);
  CHECK(file.outcome == FileOutcome::loaded);
  REQUIRE_FALSE(file.warnings.empty());
  CHECK(file.warnings.back().code == "probe.changed_process");
}

TEST_CASE(
    "CODE-03 a replaced file that may change the process stays in memory, where it may run on") {
  const TempDir plugins;
  const TempDir staging;
  const std::string path = hostile_copy(plugins / "changes.so", "construct", "signal");
  const auto handler_before = std::signal(SIGUSR1, SIG_DFL);
  Host host(
      {.plugins = {plugins.path()}, .staging = staging.path(), .allow_process_changes = {path}});
  CHECK(file_of(host.start(), path).outcome == FileOutcome::loaded);
  CHECK(std::raise(SIGUSR1) == 0);  // runs code of the library

  echo_copy(path, "agent-000001");
  const ReloadReport report = host.reload();
  CHECK(report.outcome() == Outcome::published);
  const auto listed = [&] { return host.status().retained; };
  while (listed().empty() || listed()[0].reason.find("mapped") == std::string::npos) {
    std::this_thread::yield();
  }
  CHECK(listed()[0].library == path);
  CHECK(listed()[0].reason == "still mapped: it changes the process, and its code may run on");
  CHECK(std::raise(SIGUSR1) == 0);
  CHECK(host.stop(std::chrono::hours(1)).size() == 1);  // and it is not waited for
  CHECK(std::raise(SIGUSR1) == 0);
  std::signal(SIGUSR1, handler_before);
}

TEST_CASE("CODE-01 a quarantine ends when the bytes change, and holds when they come back") {
  TempDir state;
  std::string path;
  {
    ServingHost serving({.state = state.path()});
    path = hostile_copy(serving.plugin("a.so"), "construct", "segfault");
    CHECK(file_of(serving.host.start(), path).outcome == FileOutcome::quarantined);
    REQUIRE(serving.host.quarantined().size() == 1);
    CHECK(serving.host.quarantined()[0].problem.code == "probe.crashed");

    echo_copy(path, "agent-000001");
    CHECK(serving.host.reload().outcome() == Outcome::published);
    CHECK(serving.host.quarantined().empty());
    CHECK(serving.host.status().health == Health::ok);
  }
  // It is known without being tried again, in a host of another day too.
  ServingHost next(without_probe(state.path()));
  path = hostile_copy(next.plugin("b.so"), "construct", "segfault");
  const ReloadReport report = next.host.start();
  CHECK(file_of(report, path).outcome == FileOutcome::quarantined);
  CHECK(file_of(report, path).problems[0].code == "probe.crashed");
  CHECK(file_of(report, path).problems[0].subject == path);
}

TEST_CASE("CODE-01 a quarantine that is lifted is tried again, and comes back if it must") {
  ServingHost serving;
  const std::string path = hostile_copy(serving.plugin("a.so"), "construct", "segfault");
  serving.host.start();
  const std::string hash = serving.host.quarantined().at(0).sha256;

  const auto lifted = serving.host.retry(hash.substr(0, 8));
  REQUIRE(lifted);
  CHECK(lifted->at(0).path == path);
  CHECK(serving.host.quarantined().empty());
  CHECK(serving.host.retry(path).error().code == "host.not_quarantined");
  CHECK(file_of(serving.host.reload(), path).outcome == FileOutcome::quarantined);
  CHECK(serving.host.quarantined().size() == 1);
}

TEST_CASE("CODE-01 without the helper nothing new is loaded, and what passed before is") {
  TempDir state;
  {
    ServingHost serving({.state = state.path()});
    echo_copy(serving.plugin("a.so"), "agent-000001");
    CHECK(serving.host.start().outcome() == Outcome::published);
  }
  ServingHost next(without_probe(state.path()));
  echo_copy(next.plugin("a.so"), "agent-000001");
  const std::string fresh = echo_copy(next.plugin("b.so"), "agent-000002");
  const ReloadReport report = next.host.start();
  CHECK(next.ask("agent-000001") == "version-0000");
  CHECK(file_of(report, fresh).outcome == FileOutcome::rejected);
  CHECK(file_of(report, fresh).problems[0].code == "probe.unavailable");
  CHECK(next.host.quarantined().empty());
}

TEST_CASE(
    "FILE-06 an identical twin is loaded once and reported, and takes over when it is alone") {
  ServingHost serving;
  const std::string b = echo_copy(serving.plugin("b.so"), "agent-000001");
  serving.host.start();
  const std::string a = echo_copy(serving.plugin("a.so"), "agent-000001");
  const ReloadReport report = serving.host.reload();
  CHECK(report.outcome() == Outcome::unchanged);
  CHECK(file_of(report, a).outcome == FileOutcome::ignored);
  REQUIRE(file_of(report, a).warnings.size() == 1);
  CHECK(file_of(report, a).warnings[0].code == "catalog.twin");
  CHECK(file_of(report, a).warnings[0].message == "has the very content of " + b);
  CHECK(serving.ask("agent-000001", "opened") == "1 opened, 0 closed");

  REQUIRE(::unlink(b.c_str()) == 0);
  CHECK(serving.host.reload().outcome() == Outcome::published);
  CHECK(serving.host.plugins().at(0).path == a);
  CHECK(serving.ask("agent-000001") == "version-0000");
}

TEST_CASE("FILE-05 no file is opened that cannot have changed, whatever became of it") {
  ServingHost serving(Policy::keep_file);
  echo_copy(serving.plugin("a.so"), "agent-000001");
  echo_copy(serving.plugin("b-twin.so"), "agent-000001");
  write_whole(serving.plugin("c-helper.so"), content_of(fixture("helper")));
  write_whole(serving.plugin("d-text.so"), "no library");
  hostile_copy(serving.plugin("e-crashes.so"), "construct", "segfault");
  serving.host.start();

  // The first reloads read the files again: they were written too shortly before.
  const Openings openings(serving.plugins);
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  bool any = true;
  while (any && std::chrono::steady_clock::now() < give_up) {
    const ReloadReport report = serving.host.reload();
    CHECK(report.refused() == 2);
    any = openings.any();
  }
  CHECK_FALSE(any);
}

}  // namespace muster::test
