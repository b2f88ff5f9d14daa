// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <muster/host.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "support/serving_host.h"

namespace muster {
namespace {

using namespace std::chrono_literals;
using test::ServingHost;

constexpr std::string_view kSkill = "---\nname: tidy\ndescription: Tidies up.\n---\n\n# Tidy\n";

TEST_SUITE_BEGIN("facade");

TEST_CASE("a host serves the agents and skills of its folders") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.root.write("skills/tidy/SKILL.md", kSkill);
  const ReloadReport first = serving.host.start();
  CHECK(first.outcome() == Outcome::published);
  CHECK(first.problems().empty());
  CHECK(first.added == Names{{"agent-000001"}, {"tidy"}});

  CHECK(serving.ask("agent-000001") == "version-0000");
  const auto agents = serving.host.agents();
  REQUIRE(agents.size() == 1);
  CHECK(agents[0].descriptor.slug == "agent-000001");
  CHECK(agents[0].descriptor.version == "version-0000");
  CHECK(agents[0].plugin == serving.plugin("a.so"));
  CHECK(agents[0].sha256.size() == 64);
  CHECK(agents[0].generation == 1);
  REQUIRE(serving.host.skill("tidy"));
  CHECK(serving.host.skill("tidy")->descriptor.description == "Tidies up.");
  CHECK(serving.host.skill_body("tidy").value().find("# Tidy") != std::string::npos);
  CHECK(serving.host.plugins().size() == 1);
}

TEST_CASE("a new library is live after a reload and a replaced one answers in its new version") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001", "version-0001");
  serving.host.start();
  const auto before = serving.settled();

  test::echo_copy(serving.plugin("a.so"), "agent-000001", "version-0002");
  test::echo_copy(serving.plugin("b.so"), "agent-000002");
  const ReloadReport report = serving.host.reload();
  CHECK(report.outcome() == Outcome::published);
  CHECK(report.generation == 2);
  CHECK(report.changed.agents == std::vector<std::string>{"agent-000001"});
  CHECK(report.added.agents == std::vector<std::string>{"agent-000002"});
  CHECK(serving.ask("agent-000001") == "version-0002");
  CHECK(serving.ask("agent-000002") == "version-0000");

  REQUIRE(::unlink(serving.plugin("b.so").c_str()) == 0);
  CHECK(serving.host.reload().removed.agents == std::vector<std::string>{"agent-000002"});
  CHECK(serving.ask("agent-000002") == "agent.not_found");

  // The old versions are gone: one library is mapped and staged, as before.
  const auto after = serving.settled();
  CHECK(after.mapped.size() == before.mapped.size());
  CHECK(after.staged.size() == before.staged.size());
  CHECK(after.threads == before.threads);
  CHECK(after.descriptors == before.descriptors);
}

TEST_CASE("an unchanged folder is neither loaded again nor published") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.root.write("skills/tidy/SKILL.md", kSkill);
  serving.host.start();
  const ReloadReport report = serving.host.reload();
  CHECK(report.outcome() == Outcome::unchanged);
  CHECK(report.number == 2);
  CHECK(report.generation == 1);
  CHECK(report.unchanged == 2);
  CHECK(report.files.empty());
  CHECK(serving.ask("agent-000001", "opened") == "1 opened, 0 closed");
}

TEST_CASE(
    "a host that was stopped leaves its state to the next one, and lifts no quarantine there") {
  const test::TempDir state;
  const HostOptions options{.state = state.path()};
  ServingHost first(options);
  CHECK(first.host.start().warnings.empty());
  CHECK(first.host.stop().empty());
  CHECK(first.host.retry("a.so").error().code == "host.not_running");

  ServingHost second(options);
  CHECK(second.host.start().warnings.empty());
}

TEST_CASE("a lease keeps the old version answering through a reload, and only the lease does") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001", "version-0001");
  serving.host.start();
  std::string answer;
  {
    const auto lease = serving.host.find("agent-000001");
    REQUIRE(lease);
    test::echo_copy(serving.plugin("a.so"), "agent-000001", "version-0002");
    serving.host.reload();
    REQUIRE(lease->call("version", answer));
    CHECK(answer == "version-0001");
    CHECK(serving.ask("agent-000001") == "version-0002");
    const auto retained = serving.host.status().retained;
    REQUIRE(retained.size() == 1);
    CHECK(retained[0].library == serving.plugin("a.so"));
    CHECK(retained[0].calls == 1);
  }
  CHECK(serving.settled().mapped.size() == 1);
  CHECK(serving.host.status().retained.empty());
}

TEST_CASE("a refused library that its thread keeps mapped goes when the thread has ended") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.host.start();
  const auto before = serving.settled();
  test::write_whole(serving.plugin("b.so"), test::content_of(test::fixture("thread_local")));
  for (int round = 0; round < 3; ++round) {
    CHECK(serving.host.reload().outcome() == Outcome::rejected);
    CHECK(serving.settled() == before);
  }
}

TEST_CASE("a call without an end to its deadline is a call without one") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.host.start();
  CHECK(serving.host.call("agent-000001", "{}", in(std::chrono::nanoseconds::max())));
}

TEST_CASE("a host is starting until its first reload has ended") {
  ServingHost serving;
  CHECK(serving.host.status().health == Health::starting);
  serving.host.start();
  CHECK(serving.host.status().health == Health::ok);
}

TEST_CASE("a host says how many libraries are new before it tries them out") {
  std::vector<std::size_t> told;
  ServingHost serving({.on_probe = [&told](std::size_t count) { told.push_back(count); }});
  test::echo_copy(serving.plugin("a.so"), "agent-000001");
  test::echo_copy(serving.plugin("b.so"), "agent-000002");
  serving.host.start();
  serving.host.reload();
  CHECK(told == std::vector<std::size_t>{2});
}

TEST_CASE("a leave to change the process that no library has is warned of") {
  const test::TempDir elsewhere;
  const std::string other = elsewhere.write("b.so", "");
  test::TempDir root;
  const std::string plugins = root.make_folder("plugins");
  test::echo_copy(plugins + "/a.so", "agent-000001");
  Host host({.plugins = {plugins},
             .staging = root.make_folder("staging"),
             .allow_process_changes = {plugins + "/./a.so", other, "gone.so"}});
  const ReloadReport report = host.start();
  CHECK(report.problems().empty());
  REQUIRE(report.warnings.size() == 2);
  CHECK(report.warnings[0].code == "catalog.unused_leave");
  CHECK(report.warnings[0].subject == other);
  CHECK(report.warnings[1].subject == "gone.so");
}

TEST_CASE("a host that was stopped before it started, or while it did, stays stopped") {
  ServingHost early;
  early.host.stop();
  CHECK(early.host.start().errors.at(0).code == "host.not_running");

  for (int round = 0; round < 20; ++round) {
    ServingHost serving;
    test::echo_copy(serving.plugin("a.so"), "agent-000001");
    std::thread starting([&] { static_cast<void>(serving.host.start()); });
    serving.host.stop();
    starting.join();
    CHECK(serving.host.call("agent-000001").error().code == "host.not_started");
    CHECK(serving.host.status().health == Health::stopping);
  }
}

TEST_CASE("a folder that vanished is an error and the old table stays") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.host.start();
  REQUIRE(std::rename(serving.plugins.c_str(), (serving.root / "moved").c_str()) == 0);
  const ReloadReport report = serving.host.reload();
  CHECK(report.outcome() == Outcome::rejected);
  REQUIRE(report.errors.size() == 1);
  CHECK(report.errors[0].code == "catalog.root_missing");
  CHECK(serving.ask("agent-000001") == "version-0000");
}

TEST_CASE("an emptied folder is a valid, empty table") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.host.start();
  REQUIRE(::unlink(serving.plugin("a.so").c_str()) == 0);
  CHECK(serving.host.reload().outcome() == Outcome::published);
  CHECK(serving.host.agents().empty());
}

TEST_CASE("a call is checked: who, what and until when") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.host.start();
  CHECK(serving.host.call("nobody").error().code == "agent.not_found");
  CHECK(serving.host.call("agent-000001", "{").error().kind == Kind::invalid);
  CHECK(serving.host.call("agent-000001", "[1]").error().code == "call.input_not_object");
  CHECK(serving.host.call("agent-000001", "{}", in(-1s)).error().kind == Kind::timeout);
  const auto answer = serving.host.call("agent-000001", R"({"a": 1})", in(10s));
  REQUIRE(answer);
  CHECK(answer->text() == R"({"a": 1})");
  CHECK(answer->agent == "agent-000001");
  CHECK(answer->generation == 1);
}

TEST_CASE("a call that is given up is cancelled") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.host.start();
  std::stop_source source;
  CHECK(serving.host.call("agent-000001", "{}", {.stop = source.get_token()}));
  source.request_stop();
  const auto answer = serving.host.call("agent-000001", "{}", {.stop = source.get_token()});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == Kind::cancelled);
}

TEST_CASE("a handle serves from the start to the stop, across reloads, and outlives its host") {
  std::string out;
  std::optional<Handle> handle;
  const auto call = [&] {
    const auto done = handle->call("{}", out);
    return done ? out : std::string(done.error().code);
  };
  {
    ServingHost serving;
    handle = serving.host.handle("agent-000001");
    CHECK(call() == "host.not_started");
    serving.host.start();
    CHECK(call() == "agent.not_found");
    test::echo_copy(serving.plugin("a.so"), "agent-000001");
    serving.host.reload();
    CHECK(call() == "{}");
    CHECK(call() == "{}");
    std::filesystem::remove(serving.plugin("a.so"));
    serving.host.reload();
    CHECK(call() == "agent.not_found");
    CHECK(serving.host.stop().empty());
  }
  CHECK(call() == "host.not_started");
}

TEST_CASE("before the start and after the stop nothing is served and nothing hangs") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001");
  CHECK(serving.host.call("agent-000001").error().code == "host.not_started");
  CHECK(serving.host.reload().errors.at(0).code == "host.not_running");
  serving.host.start();
  CHECK(serving.host.start().errors.at(0).code == "host.started");
  CHECK(serving.ask("agent-000001") == "version-0000");
  CHECK(serving.host.stop().empty());
  CHECK(serving.host.call("agent-000001").error().code == "host.not_started");
  CHECK(serving.host.reload().errors.at(0).code == "host.not_running");
}

TEST_CASE("every function may be called while another thread starts the host") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001");
  std::atomic<bool> stop = false;
  std::thread other([&] {
    while (!stop) {
      static_cast<void>(serving.host.reload());
      serving.host.request_reload(Trigger::sighup);
      static_cast<void>(serving.host.status());
      static_cast<void>(serving.host.reloads());
      static_cast<void>(serving.host.call("agent-000001"));
    }
  });
  CHECK(serving.host.start().outcome() != Outcome::rejected);
  stop = true;
  other.join();
  CHECK(serving.ask("agent-000001") == "version-0000");
}

TEST_CASE("stopping closes every agent, unmaps every library and empties the staging folder") {
  const test::TempDir staging;
  std::thread([] {}).join();  // ThreadSanitizer adds a thread of its own with the first of ours
  const auto before = test::ProcessState::now(staging.path());
  {
    const test::TempDir plugins;
    test::echo_copy(plugins / "a.so", "agent-000001");
    Host host({.plugins = {plugins.path()}, .staging = staging.path()});
    host.start();
    CHECK(host.agents().size() == 1);
    CHECK(test::ProcessState::now(staging.path()) != before);
  }
  CHECK(test::ProcessState::now(staging.path()) == before);
}

TEST_CASE("a stop with a lease in use names what it left") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.host.start();
  const auto lease = serving.host.find("agent-000001");
  REQUIRE(lease);
  const auto left = serving.host.stop(1ms);
  REQUIRE(left.size() == 1);
  CHECK(left[0].library == serving.plugin("a.so"));
  std::string answer;
  REQUIRE(lease->call("version", answer));
  CHECK(answer == "version-0000");
}

TEST_CASE("reports are kept, told on the way, and number every request") {
  std::atomic<int> told = 0;
  ServingHost serving(Policy::keep_all, false, [&](const ReloadReport&) { ++told; });
  serving.host.start();
  for (int i = 0; i < 11; ++i) serving.host.reload(Trigger::sighup);
  CHECK(told == 12);
  const auto reports = serving.host.reloads();
  REQUIRE(reports.size() == 10);
  CHECK(reports.front().number == 3);
  CHECK(reports.back().number == 12);
  CHECK(reports.back().trigger == Trigger::sighup);
}

TEST_CASE("reloads asked for from many threads all end and none is lost") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.host.start();
  std::vector<std::thread> threads;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 5; ++round) {
        if (serving.host.reload().outcome() == Outcome::unchanged) ++answered;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(answered == 40);
}

TEST_CASE("callers see no gap while versions are replaced under them") {
  ServingHost serving;
  test::echo_copy(serving.plugin("a.so"), "agent-000001", "version-0000");
  serving.host.start();
  std::atomic<bool> stop = false;
  std::atomic<int> failed = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 2; ++i) {
    callers.emplace_back([&] {
      std::string newest;
      while (!stop) {
        const std::string version = serving.ask("agent-000001");
        if (!version.starts_with("version-") || version < newest) ++failed;
        newest = version;
      }
    });
  }
  for (int version = 1; version <= 20; ++version) {
    test::echo_copy(serving.plugin("a.so"), "agent-000001", fmt::format("version-{:04}", version));
    CHECK(serving.host.reload().outcome() == Outcome::published);
  }
  stop = true;
  for (std::thread& caller : callers) caller.join();
  CHECK(failed == 0);
  CHECK(serving.ask("agent-000001") == "version-0020");
  CHECK(serving.settled().mapped.size() == 1);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster
