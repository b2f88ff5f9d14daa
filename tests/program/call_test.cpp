// SPDX-License-Identifier: Apache-2.0
// Calls that run for long, or for ever, and what must not notice them.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include "program/busy.h"
#include "support/socket_client.h"

namespace muster::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

std::string request(std::string_view line, std::string_view header = "",
                    std::string_view body = "") {
  return fmt::format(
      "{} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n{}\r\n{}", line,
      body.size(), header, body);
}

// Asks until an answer, all of which have to be 200, has come within 100 ms: what the machine does
// beside is not meant.
void ask_until_quick(const Sandbox& sandbox, std::string_view line, std::string_view body = "") {
  for (auto took = steady_clock::duration::max(); took >= 100ms;) {
    const auto begin = steady_clock::now();
    const std::string answer = answers_on(sent(sandbox.socket(), request(line, "", body)));
    took = steady_clock::now() - begin;
    INFO(answer);
    REQUIRE(answer.starts_with("HTTP/1.1 200 "));
  }
}

json::Value workers_of(const Sandbox& sandbox) {
  return sandbox.run_json({"status"}).at("workers");
}

// A host on which as many calls sleep as one agent may have, of which nobody waits any more.
struct Asleep {
  Asleep() {
    sandbox.drop_from(MUSTER_PROGRAM_PLUGINS, "sleeps");
    host.emplace(sandbox);
    // A second time where the machine was too busy to begin 32 of them within their second.
    do {
      call_64_times();
    } while (workers_of(sandbox).at("lost") != 32);
  }

  void call_64_times() const {
    std::vector<UniqueFd> clients;
    for (int i = 0; i < 64; ++i) {
      clients.push_back(
          sent(sandbox.socket(), request("POST /v1/agents/sleeps/call", "Muster-Timeout: 1s\r\n")));
    }
    for (const UniqueFd& client : clients) {
      const std::string answer = answers_on(client);
      INFO(answer);
      // The last ones of a busy machine may be told that the others are lost.
      const bool is_told = answer.find("call.timeout") != std::string::npos ||
                           answer.find("agent.overloaded") != std::string::npos;
      CHECK(is_told);
    }
    // A worker is lost a moment after its call's deadline.
    while (workers_of(sandbox).at("lost") != workers_of(sandbox).at("busy")) {
      std::this_thread::yield();
    }
  }

  Sandbox sandbox;
  std::optional<Serving> host;
};

}  // namespace

TEST_CASE("CALL-02 while 64 calls sleep, everything else is answered within 100 ms") {
  const Asleep asleep;
  const Sandbox& sandbox = asleep.sandbox;
  const json::Value workers = workers_of(sandbox);
  CHECK(workers.at("busy") == 32);
  CHECK(workers.at("lost") == 32);
  CHECK(workers.at("waiting") == 0);
  CHECK(workers.at("agents").at(0).at("slug") == "sleeps");
  ask_until_quick(sandbox, "GET /healthz");
  ask_until_quick(sandbox, "GET /v1/status");
  ask_until_quick(sandbox, "POST /v1/agents/echo/call", R"({"text":"x"})");
  ask_until_quick(sandbox, "POST /v1/reload");
  CHECK(workers_of(sandbox).at("lost") == 32);  // all the time
}

TEST_CASE("CALL-02 an agent whose calls sleep is refused, and the health says that it is") {
  const Asleep asleep;
  const Ended refused = asleep.sandbox.run({"call", "sleeps"});
  CHECK(refused.status == 1);
  CHECK(refused.err.find("(agent.overloaded)") != std::string::npos);
  CHECK(asleep.sandbox.run_json({"status"}).at("health") == "degraded");
}

TEST_CASE("CALL-02 a library whose calls sleep is replaced, retained, counted and named") {
  const Asleep asleep;
  const Sandbox& sandbox = asleep.sandbox;
  const std::string path = sandbox.plugins() + "/sleeps.so";
  patched_copy(MUSTER_PROGRAM_PLUGINS "/sleeps.so", path, "Never returns.", "Never returns!");
  CHECK(sandbox.run_json({"reload"}).at("outcome") == "published");
  const json::Value retained = sandbox.run_json({"status"}).at("retained");
  REQUIRE(retained.as_array().size() == 1);
  CHECK(retained.at(0).at("library").as_string() == path);
  CHECK(retained.at(0).at("calls") == 32);
  // The new one is not to blame.
  const Ended late = sandbox.run({"call", "sleeps", "{}", "--timeout", "50ms"});
  CHECK(late.err.find("(call.timeout)") != std::string::npos);
}

TEST_CASE("CALL-02 a host whose calls sleep ends all the same, and names them") {
  Asleep asleep;
  asleep.host->program.signal(SIGTERM);
  const Ended ended = asleep.host->program.wait();
  CHECK(ended.status == 0);
  CHECK(ended.err.find(" stuck: " + asleep.sandbox.plugins() + "/sleeps.so: ") !=
        std::string::npos);
  CHECK(ended.err.find(" left: still running: sleeps (32 calls)") != std::string::npos);
}

TEST_CASE("a call whose standard input cannot be read does not come to its agent") {
  const Sandbox sandbox;
  const Serving host(sandbox);
  const std::vector<std::string> words{"sh", "-c", "exec \"$0\" call echo - </",
                                       installed_program()};
  const Ended ended = Program(Program::Other{}, words, sandbox.variables()).wait();
  CHECK(ended.status == 1);
  CHECK(ended.err.find("(cli.input_unreadable)") != std::string::npos);
}

TEST_CASE("CALL-02 a call that never ends is a timeout for its client, and its worker is lost") {
  const Sandbox sandbox;
  sandbox.drop_from(MUSTER_PROGRAM_PLUGINS, "sleeps");
  Serving host(sandbox);
  const Ended late = sandbox.run({"call", "never", "{}", "--timeout", "50ms"});
  CHECK(late.status == 1);
  CHECK(late.err.find("(call.timeout)") != std::string::npos);
  while (workers_of(sandbox).at("lost") != 1) std::this_thread::yield();
  CHECK(sandbox.run({"call", "echo", R"({"text":"hello"})"}).out == "hello\n");
  host.program.signal(SIGTERM);
  const Ended ended = host.program.wait();
  CHECK(ended.status == 0);
  CHECK(ended.err.find(" late: never did not return before the deadline") != std::string::npos);
}

TEST_CASE("CALL-02 a call that spans ten reloads ends as it began, and then its library goes") {
  const Busy busy;
  const Sandbox& sandbox = busy.sandbox;
  Serving host(sandbox);
  Program caller({"call", "waits", "--json"}, sandbox.variables());
  busy.wait_until_called();
  const std::string path = sandbox.plugins() + "/waits.so";
  for (int i = 0; i < 10; ++i) {
    patched_copy(MUSTER_PROGRAM_PLUGINS "/waits.so", path, "Waits.", fmt::format("Wait{}.", i));
    CHECK(sandbox.run_json({"reload"}).at("generation") == i + 2);
  }
  const json::Value retained = sandbox.run_json({"status"}).at("retained");
  REQUIRE(retained.as_array().size() == 1);
  CHECK(retained.at(0).at("library").as_string() == path);
  CHECK(retained.at(0).at("calls") == 1);
  REQUIRE(::write(busy.finish.get(), "x", 1) == 1);
  const Ended ended = caller.wait();
  CHECK(ended.status == 0);
  CHECK(json::parse(ended.out, "output")->at("generation") == 1);
  while (!sandbox.run_json({"status"}).at("retained").as_array().empty()) std::this_thread::yield();
}

TEST_CASE("CALL-02 a call that waits for a busy agent is run by the version that replaces it") {
  const Busy busy;
  const Sandbox& sandbox = busy.sandbox;
  const Serving host(sandbox);
  Program first({"call", "waits", "--json"}, sandbox.variables());
  busy.wait_until_called();
  Program second({"call", "waits", "--json"}, sandbox.variables());
  while (workers_of(sandbox).at("waiting") != 1) std::this_thread::yield();
  patched_copy(MUSTER_PROGRAM_PLUGINS "/waits.so", sandbox.plugins() + "/waits.so", "Waits.",
               "Wait2.");
  CHECK(sandbox.run_json({"reload"}).at("generation") == 2);
  busy.wait_until_called();  // the first one still runs
  REQUIRE(::write(busy.finish.get(), "xx", 2) == 2);
  CHECK(json::parse(first.wait().out, "output")->at("generation") == 1);
  CHECK(json::parse(second.wait().out, "output")->at("generation") == 2);
}

TEST_CASE("NET-03 of a thousand clients that are gone in mid-call nothing is left") {
  const Sandbox sandbox;
  sandbox.drop_from(MUSTER_PROGRAM_PLUGINS, "sleeps");
  const Serving host(sandbox);
  const std::string call = request("POST /v1/agents/heeds/call", "Muster-Timeout: 10m\r\n");
  const auto is_as_before = [&, threads = host.program.threads(),
                             descriptors = host.program.descriptors()] {
    return host.program.threads() == threads && host.program.descriptors() == descriptors;
  };
  for (int round = 0; round < 20; ++round) {
    std::vector<UniqueFd> clients;
    for (int i = 0; i < 50; ++i) clients.push_back(sent(sandbox.socket(), call));
    // All of them have been read when one that came later is answered.
    CHECK(answers_on(sent(sandbox.socket(), request("GET /healthz"))).starts_with("HTTP/1.1 200 "));
  }
  while (workers_of(sandbox).at("agents").as_array().size() > 0) std::this_thread::yield();
  while (!is_as_before()) std::this_thread::yield();
}

TEST_CASE("a client that goes away while its call waits leaves nothing behind") {
  const Busy busy;
  const Serving host(busy.sandbox);
  const UniqueFd first = sent(busy.sandbox.socket(), request("POST /v1/agents/waits/call"));
  busy.wait_until_called();
  {
    const UniqueFd second = sent(busy.sandbox.socket(), request("POST /v1/agents/waits/call"));
    while (workers_of(busy.sandbox).at("waiting") != 1) std::this_thread::yield();
  }
  while (workers_of(busy.sandbox).at("waiting") != 0) std::this_thread::yield();
  REQUIRE(::write(busy.finish.get(), "x", 1) == 1);
  CHECK(answers_on(first).starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a library that left objects on workers is unmapped once it was replaced under load") {
  const Sandbox sandbox;
  const std::string path = sandbox.plugins() + "/objects.so";
  write_whole(path, content_of(fixture("thread_object")));
  const Serving host(sandbox);
  const auto call = [&] {
    const std::string line = request("POST /v1/agents/thread-object/call");
    CHECK(answers_on(sent(sandbox.socket(), line)).starts_with("HTTP/1.1 200 "));
  };
  std::atomic<bool> is_over = false;
  std::vector<std::thread> callers;
  for (int i = 0; i < 2; ++i) {
    callers.emplace_back([&] {
      while (!is_over) call();
    });
  }
  for (int version = 1; version <= 5; ++version) {
    patched_copy(fixture("thread_object"), path, "version-0000",
                 fmt::format("version-{:04}", version));
    CHECK(sandbox.run_json({"reload"}).at("outcome") == "published");
  }
  is_over = true;
  for (std::thread& caller : callers) caller.join();
  while (!sandbox.run_json({"status"}).at("retained").as_array().empty()) std::this_thread::yield();
}

}  // namespace muster::test
