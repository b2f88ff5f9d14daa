// SPDX-License-Identifier: Apache-2.0
// Code that behaves while it is probed, and hangs or crashes in the host.
#include <dlfcn.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>

#include "support/serving_host.h"

namespace muster::test {
namespace {

using namespace std::chrono_literals;

/// A library that hangs in a host for as long as this lives.
class Hanging {
 public:
  /// Of fixture("STAGE_hangs_in_host"), put at `path`.
  Hanging(std::string_view stage, const std::string& path, std::string_view slug) {
    const std::string from = fixture(fmt::format("{}_hangs_in_host", stage));
    const std::string placeholder = std::string(92, '/') + "gate";
    std::string gate = gate_;
    gate.insert(0, placeholder.size() - gate.size(), '/');  // more slashes do not change a path
    patched_copy(from, path, {{"agent-000000", slug}, {placeholder, gate}});
  }
  ~Hanging() { let_go(); }
  Hanging(const Hanging&) = delete;
  Hanging& operator=(const Hanging&) = delete;

  void let_go() { std::ofstream(gate_).put('\n'); }

 private:
  TempDir folder_;
  std::string gate_ = folder_ / "gate";
};

void wait_until(const std::function<bool()>& condition) {
  const auto give_up = std::chrono::steady_clock::now() + 20s;
  while (!condition()) {
    REQUIRE(std::chrono::steady_clock::now() < give_up);
    std::this_thread::yield();
  }
}

std::string first_line_of(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  return std::getline(in, line) ? line : std::string();
}

/// Until the journal in `state` says that this stage of a library runs.
void wait_until_in(std::string_view stage, const TempDir& state) {
  wait_until([&] { return first_line_of(state / "journal").find(stage) != std::string::npos; });
}

const FileReport& file_of(const ReloadReport& report, const std::string& path) {
  const auto file = std::ranges::find(report.files, path, &FileReport::path);
  REQUIRE(file != report.files.end());
  return *file;
}

}  // namespace

TEST_CASE("CODE-04 an open that hangs is given up on at the start, and the others serve") {
  ServingHost serving({.on_error = Policy::keep_all, .load_patience = 1s});
  echo_copy(serving.plugin("a.so"), "agent-000001");
  echo_copy(serving.plugin("z.so"), "agent-000002");
  const std::string path = serving.plugin("hangs.so");
  Hanging library("open", path, "agent-000003");

  const ReloadReport report = serving.host.start();
  CHECK(report.outcome() == Outcome::published);
  CHECK(report.refused() == 1);
  const FileReport& file = file_of(report, path);
  CHECK(file.outcome == FileOutcome::quarantined);
  REQUIRE(file.problems.size() == 1);
  CHECK(file.problems[0].code == "load.stuck");
  CHECK(file.problems[0].message == "did not return from its open of agent-000003 within 1 s");
  CHECK(serving.ask("agent-000001") == "version-0000");
  CHECK(serving.ask("agent-000002") == "version-0000");

  CHECK(serving.host.status().health == Health::degraded);
  // What the reload had loaded when it was given up on is unloaded.
  wait_until([&] { return serving.host.status().retained.size() == 1; });
  const Status status = serving.host.status();
  CHECK(status.retained[0].library == path);
  CHECK(status.retained[0].reason == "has not returned from its open of agent-000003");

  library.let_go();
  wait_until([&] { return serving.host.status().retained.empty(); });
  CHECK(file_of(serving.host.reload(), path).outcome == FileOutcome::quarantined);
}

TEST_CASE("CODE-04 an open that hangs leaves nothing once it has returned") {
  ServingHost serving({.on_error = Policy::keep_all, .load_patience = 1s});
  echo_copy(serving.plugin("live.so"), "agent-000001");
  serving.host.start();
  const ProcessState before = serving.settled();
  BackgroundCaller caller(serving.host, "agent-000001", "version-0000");
  const std::string path = serving.plugin("hangs.so");
  Hanging library("open", path, "agent-000003");
  serving.root.write("skills/tidy/SKILL.md", "---\nname: tidy\ndescription: Tidies.\n---\n");

  const ReloadReport report = serving.host.reload();
  CHECK(report.outcome() == Outcome::rejected);
  CHECK(report.generation == 1);
  CHECK(file_of(report, path).problems[0].code == "load.stuck");
  CHECK(serving.ask("agent-000003") == "agent.not_found");

  library.let_go();
  wait_until([&] { return serving.host.status().retained.empty(); });
  caller.stop();
  CHECK(caller.wrong() == 0);
  // After the one that follows by itself. What the policy kept out, the thread that returned did
  // not let in.
  const ReloadReport again = serving.host.reload();
  CHECK(again.outcome() == Outcome::rejected);
  CHECK(again.generation == 1);
  CHECK_FALSE(serving.host.activate("tidy"));
  CHECK(serving.settled() == before);
}

TEST_CASE("CODE-04 an open that hung is tried again once its agent has another configuration") {
  // The host reloads by itself as well, once the open has returned.
  std::mutex writing;
  Configurations written{{"agent-000003", {R"({"wait":"for ever"})"}}};
  const auto read = [&]() -> Result<Configurations> {
    const std::lock_guard lock(writing);
    return written;
  };
  const auto write = [&](const std::string& slug, const char* configuration) {
    const std::lock_guard lock(writing);
    written[slug] = {configuration};
  };
  ServingHost serving({.on_error = Policy::keep_file, .configurations = read, .load_patience = 1s});
  const std::string path = serving.plugin("hangs.so");
  Hanging library("open", path, "agent-000003");
  serving.host.start();
  CHECK(serving.host.quarantined().size() == 1);
  library.let_go();
  wait_until([&] { return serving.host.status().retained.empty(); });

  write("agent-000001", R"({"another":"agent"})");
  CHECK(file_of(serving.host.reload(), path).outcome == FileOutcome::quarantined);
  write("agent-000003", R"({"wait":"a moment"})");
  CHECK(file_of(serving.host.reload(), path).outcome == FileOutcome::loaded);
  CHECK(serving.host.agent("agent-000003"));
  CHECK(serving.host.quarantined().empty());
}

TEST_CASE("CODE-06 register that hangs in the host alone is quarantined, and serving goes on") {
  ServingHost serving({.on_error = Policy::keep_file, .load_patience = 1s});
  echo_copy(serving.plugin("live.so"), "agent-000001", "version-0001");
  serving.host.start();
  const std::string path = serving.plugin("hangs.so");
  Hanging library("register", path, "agent-000003");
  echo_copy(serving.plugin("live.so"), "agent-000001", "version-0002");

  const ReloadReport report = serving.host.reload();
  CHECK(report.outcome() == Outcome::published);
  CHECK(file_of(report, path).problems[0].code == "load.stuck");
  CHECK(serving.ask("agent-000001") == "version-0002");
  CHECK(serving.host.status().health == Health::degraded);
  REQUIRE(serving.host.quarantined().size() == 1);
  CHECK(serving.host.quarantined()[0].path == path);
}

TEST_CASE("CODE-06 what the program removes ends while constructors hang") {
  ServingHost serving({.on_error = Policy::keep_all, .load_patience = 1s});
  serving.host.start();
  REQUIRE(serving.host.add("greet", "Greets.", [](Call& call) { return call.text("hello"); }));
  Hanging library("constructors", serving.plugin("hangs.so"), "agent-000003");
  CHECK(serving.host.reload().outcome() == Outcome::rejected);

  const auto removed = serving.host.remove("greet");
  REQUIRE(removed);
  CHECK(removed->wait(in(20s)));

  library.let_go();
  wait_until([&] { return serving.host.status().retained.empty(); });
}

TEST_CASE("CODE-06 constructors that hang block reloads until they return, but no call") {
  ServingHost serving({.on_error = Policy::keep_file, .load_patience = 1s});
  echo_copy(serving.plugin("live.so"), "agent-000001", "version-0001");
  serving.host.start();
  const std::string path = serving.plugin("hangs.so");
  Hanging library("constructors", path, "agent-000003");

  const ReloadReport report = serving.host.reload();
  CHECK(report.outcome() == Outcome::rejected);
  REQUIRE(report.problems().size() == 1);
  CHECK(report.problems()[0].code == "load.stuck");
  CHECK(report.problems()[0].subject == path);
  CHECK(serving.ask("agent-000001") == "version-0001");
  CHECK(serving.host.status().health == Health::degraded);
  REQUIRE(serving.host.quarantined().size() == 1);
  CHECK(serving.host.quarantined()[0].path == path);

  const ReloadReport next = serving.host.reload();
  CHECK(next.outcome() == Outcome::rejected);
  CHECK(next.problems()[0].message ==
        "is still in its constructors, and nothing can be loaded until it returns");

  library.let_go();
  wait_until([&] { return serving.host.status().retained.empty(); });
  // A reload follows by itself, for what was refused meanwhile; ours may find nothing left to do.
  echo_copy(serving.plugin("live.so"), "agent-000001", "version-0002");
  CHECK(serving.host.reload().outcome() != Outcome::rejected);
  CHECK(serving.ask("agent-000001") == "version-0002");
}

TEST_CASE("CODE-06 a host with code that hangs can be stopped, which names the library") {
  const TempDir elsewhere;
  std::optional<Hanging> library;
  {
    ServingHost serving({.load_patience = 1s});
    echo_copy(serving.plugin("live.so"), "agent-000001");
    const std::string path = serving.plugin("hangs.so");
    library.emplace("open", path, "agent-000003");
    serving.host.start();
    const auto retained = serving.host.stop();
    REQUIRE(retained.size() == 1);
    CHECK(retained[0].library == path);
  }
  library->let_go();
}

TEST_CASE("CODE-06 a stop closes and unloads all libraries but the one that hangs") {
  ServingHost serving({.on_error = Policy::keep_file, .load_patience = 1s});
  echo_copy(serving.plugin("live.so"), "agent-000001");
  serving.host.start();
  const std::string path = serving.plugin("hangs.so");
  Hanging library("open", path, "agent-000003");
  echo_copy(serving.plugin("before.so"), "agent-000002");  // opened before the other one hangs
  CHECK(serving.host.reload().outcome() == Outcome::published);
  const std::string copies = serving.copies();

  const auto retained = serving.host.stop();
  REQUIRE(retained.size() == 1);
  CHECK(retained[0].library == path);
  const auto mapped = ProcessState::now(copies).mapped;
  REQUIRE(mapped.size() == 1);
  CHECK(mapped[0].ends_with("-hangs.so"));
}

TEST_CASE("CODE-06 a version that is replaced beside a library that hangs is closed and unloaded") {
  ServingHost serving({.on_error = Policy::keep_file, .load_patience = 1s});
  echo_copy(serving.plugin("live.so"), "agent-000001", "version-0001");
  serving.host.start();
  Hanging library("open", serving.plugin("hangs.so"), "agent-000003");
  serving.host.reload();
  echo_copy(serving.plugin("live.so"), "agent-000001", "version-0002");
  serving.host.reload();
  CHECK(serving.ask("agent-000001") == "version-0002");
  wait_until([&] { return ProcessState::now(serving.copies()).mapped.size() == 2; });
}

TEST_CASE("CODE-06 a stop closes agents also where the library that hangs holds the linker") {
  for (const bool is_given_up : {true, false}) {
    CAPTURE(is_given_up);
    TempDir state;
    ServingHost serving({.on_error = Policy::keep_file,
                         .state = state.path(),
                         .load_patience = is_given_up ? 1s : std::chrono::seconds(1h)});
    echo_copy(serving.plugin("live.so"), "agent-000001");
    serving.host.start();
    Hanging library("constructors", serving.plugin("hangs.so"), "agent-000003");
    if (is_given_up) {
      serving.host.reload();
    } else {
      serving.host.request_reload(Trigger::request);
      wait_until_in("constructors", state);
    }
    const auto retained = serving.host.stop(0s);
    REQUIRE(retained.size() == 2);
    CHECK(retained[1].library == serving.plugin("live.so"));
    CHECK(retained[1].reason == "closed, and kept by code that holds the dynamic linker");
    library.let_go();
    ::dlclose(::dlopen(nullptr, RTLD_LAZY));  // as soon as the linker is free
  }
}

TEST_CASE("CODE-06 a stop does not wait longer than it is told to for code that hangs") {
  TempDir state;
  ServingHost serving({.state = state.path(), .load_patience = std::chrono::hours(1)});
  echo_copy(serving.plugin("live.so"), "agent-000001");
  serving.host.start();
  const std::string path = serving.plugin("hangs.so");
  Hanging library("open", path, "agent-000003");
  serving.host.request_reload(Trigger::request);
  wait_until_in("open of", state);

  const auto retained = serving.host.stop(0s);
  REQUIRE(retained.size() == 1);
  CHECK(retained[0].library == path);
  CHECK(serving.host.quarantined().empty());
}

TEST_CASE("CODE-06 a close that hangs is given up on, and reloads go on without it") {
  ServingHost serving({.on_error = Policy::keep_file, .load_patience = 1s});
  const std::string live = serving.plugin("live.so");
  const std::string path = serving.plugin("hangs.so");
  echo_copy(live, "agent-000001", "version-0001");
  Hanging library("close", path, "agent-000003");
  CHECK(serving.host.start().refused() == 0);
  std::filesystem::rename(path, serving.root / "away.so");
  CHECK(serving.host.reload().outcome() == Outcome::published);
  wait_until([&] { return serving.host.status().health == Health::degraded; });
  const Status status = serving.host.status();
  REQUIRE(status.retained.size() == 1);
  CHECK(status.retained[0].library == path);
  CHECK(status.retained[0].reason == "has not returned from its close or its destructors");

  // A reload runs by itself, to tell it, and may be the one to take this in.
  echo_copy(live, "agent-000001", "version-0002");
  const ReloadReport next = serving.host.reload();
  CHECK(next.outcome() != Outcome::rejected);
  REQUIRE(next.warnings.size() == 1);
  CHECK(next.warnings[0].code == "load.stuck");
  CHECK(serving.ask("agent-000001") == "version-0002");
  // Another thread retires what was replaced.
  wait_until([&] { return ProcessState::now(serving.copies()).mapped.size() == 2; });
  std::filesystem::rename(serving.root / "away.so", path);
  const ReloadReport report = serving.host.reload();
  CHECK(file_of(report, path).outcome == FileOutcome::quarantined);
  CHECK(file_of(report, path).problems[0].message == "did not return from its close within 1 s");

  library.let_go();
  wait_until([&] { return ProcessState::now(serving.copies()).mapped.size() == 1; });
  wait_until([&] { return serving.host.status().retained.empty(); });
}

TEST_CASE("CODE-06 code that ends the thread it is loaded on is given up on, and reloads go on") {
  for (const std::string_view stage : {"register", "open"}) {
    CAPTURE(stage);
    ServingHost serving({.on_error = Policy::keep_file, .load_patience = 1s});
    const std::string path = serving.plugin("ends.so");
    patched_copy(fixture(fmt::format("{}_ends_thread_in_host", stage)), path, "agent-000000",
                 "agent-000003");
    echo_copy(serving.plugin("live.so"), "agent-000001");
    const ReloadReport report = serving.host.start();
    CHECK(report.outcome() == Outcome::published);
    CHECK(file_of(report, path).outcome == FileOutcome::quarantined);
    CHECK(file_of(report, path).problems[0].code == "load.stuck");
    CHECK(serving.ask("agent-000001") == "version-0000");
    std::filesystem::remove(path);
    CHECK(serving.host.reload().outcome() != Outcome::rejected);
  }
}

TEST_CASE("CODE-06 code that ends the thread it is closed on is given up on, and reloads go on") {
  ServingHost serving({.on_error = Policy::keep_file, .load_patience = 1s});
  const std::string path = serving.plugin("ends.so");
  patched_copy(fixture("close_ends_thread_in_host"), path, "agent-000000", "agent-000003");
  CHECK(serving.host.start().refused() == 0);
  std::filesystem::remove(path);
  CHECK(serving.host.reload().outcome() == Outcome::published);
  wait_until([&] { return serving.host.status().health == Health::degraded; });
  REQUIRE(serving.host.quarantined().empty());  // its file is gone
  echo_copy(serving.plugin("live.so"), "agent-000001");
  CHECK(serving.host.reload().outcome() != Outcome::rejected);
  CHECK(serving.ask("agent-000001") == "version-0000");
}

TEST_CASE("CODE-06 destructors that hang block reloads until they return, but no call") {
  ServingHost serving({.on_error = Policy::keep_file, .load_patience = 1s});
  const std::string path = serving.plugin("hangs.so");
  echo_copy(serving.plugin("live.so"), "agent-000001");
  Hanging library("destructors", path, "agent-000003");
  serving.host.start();
  std::filesystem::remove(path);
  CHECK(serving.host.reload().outcome() == Outcome::published);
  wait_until([&] { return serving.host.status().health == Health::degraded; });

  const ReloadReport report = serving.host.reload();
  CHECK(report.outcome() == Outcome::rejected);
  REQUIRE(report.problems().size() == 1);
  CHECK(report.problems()[0].subject == path);
  CHECK(report.problems()[0].message ==
        "is still in its destructors, and nothing can be loaded until it returns");
  CHECK(serving.ask("agent-000001") == "version-0000");

  library.let_go();
  wait_until([&] { return serving.host.status().retained.empty(); });
  wait_until([&] { return serving.host.reload().outcome() != Outcome::rejected; });
}

TEST_CASE("CODE-06 a stop does not wait for ever for a close that hangs, and names the library") {
  ServingHost serving({.load_patience = 1s});
  const std::string path = serving.plugin("hangs.so");
  Hanging library("close", path, "agent-000003");
  serving.host.start();

  const auto retained = serving.host.stop(1s);
  REQUIRE(retained.size() == 1);
  CHECK(retained[0].library == path);
  CHECK(retained[0].reason == "has not returned from its close or its destructors");
}

TEST_CASE("CODE-06 an ordinary stop blames no library that was busy") {
  TempDir state;
  ServingHost serving({.state = state.path(), .load_patience = std::chrono::hours(1)});
  const std::string path = serving.plugin("hangs.so");
  Hanging library("open", path, "agent-000003");
  std::thread starting([&] { serving.host.start(); });
  wait_until_in("open of", state);
  serving.host.stop(0s);
  starting.join();
  CHECK(first_line_of(state / "journal").empty());
}

}  // namespace muster::test
