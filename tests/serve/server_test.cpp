// SPDX-License-Identifier: Apache-2.0
#include "serve/server.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <future>
#include <latch>
#include <thread>

#include "serve/client.h"
#include "serve/control_socket.h"
#include "serve/fake_api.h"
#include "support/socket_client.h"
#include "support/temp_dir.h"

namespace muster::serve {
namespace {

using namespace std::chrono_literals;
using test::answers_on;
using test::connected_to;
using test::sent;

// A server on a socket of its own, over a host of plain values.
struct Served {
  explicit Served(ServerOptions options = {}, ScheduleLimits limits = {})
      : workers(
            [this](std::string_view) {
              const bool is_concurrent = host.live_agents.front().descriptor.concurrent;
              return AgentTerms{.workers_most = is_concurrent ? std::size_t{64} : std::size_t{1}};
            },
            limits),
        server(host, workers, socket.listener(), std::move(options)) {}

  Response send(Request request) {
    auto response = Client(path).send(request);
    REQUIRE(response);
    return *response;
  }

  test::TempDir temp;
  test::FakeApi host;
  std::string path = temp / "host.sock";
  ControlSocket socket = ControlSocket::claim(path).value();
  Workers workers;
  Server server;
};

// Sends bytes as they are and returns all that comes back until the server closes.
std::string raw_exchange(const std::string& path, std::string_view bytes) {
  return answers_on(sent(path, bytes));
}

// An agent that returns when it is told to.
struct Held {
  explicit Held(Served& host) : served(host) {
    served.host.on_call = [this](auto, std::string_view given, auto) -> Result<CallResult> {
      ++runs;
      running.count_down();
      may_finish.get_future().wait();
      input = given;
      was_stopped = served.host.stop.stop_requested();
      return CallResult{};
    };
  }
  ~Held() { finish(); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  // And waits until nothing is left of it.
  void finish() {
    if (!has_finished) may_finish.set_value();
    has_finished = true;
    CHECK(served.server.stop(1min) == Stopped::answered);
  }

  Served& served;
  std::latch running{1};
  std::promise<void> may_finish;
  bool has_finished = false;
  std::atomic<int> runs = 0;
  std::string input;
  bool was_stopped = false;
};

// The answer to a call that its agent holds past the deadline. One that no worker took before that
// is made again.
Response overdue(Served& served, Request call) {
  for (;;) {
    const Response response = served.send(call);
    if (response.body.find("no worker was free") == std::string::npos) return response;
  }
}

constexpr std::string_view kCall =
    "POST /v1/agents/echo/call HTTP/1.1\r\nHost: x\r\nMuster-Timeout: 10m\r\n\r\n";

TEST_CASE("a client gets what the routes answer") {
  Served served;
  CHECK(served.send({.target = "/healthz"}).status == 200);
  const Response missing = served.send({.target = "/nowhere"});
  CHECK(missing.status == 404);
  CHECK(missing.content_type == "application/problem+json");
}

TEST_CASE("a client's timeout reaches the host as a deadline") {
  Served served;
  bool has_deadline = false;
  served.host.on_call = [&](auto, auto, std::optional<Deadline> deadline) -> Result<CallResult> {
    has_deadline = deadline && deadline->at <= std::chrono::steady_clock::now() + 5s;
    return CallResult{};
  };
  served.send({.method = "POST", .target = "/v1/agents/echo/call", .timeout = "5s"});
  CHECK(has_deadline);
}

TEST_CASE("while every worker runs an agent, health and status are answered") {
  Served served({}, {.workers_first = 1, .workers_most = 1});
  std::latch running(1);
  std::promise<void> finish;
  served.host.on_call = [&](auto, auto, auto) -> Result<CallResult> {
    running.count_down();
    finish.get_future().wait();
    return CallResult{};
  };
  std::thread caller([&] { served.send({.method = "POST", .target = "/v1/agents/echo/call"}); });
  running.wait();
  CHECK(served.send({.target = "/healthz"}).status == 200);
  CHECK(served.send({.target = "/v1/status"}).status == 200);
  CHECK(served.send({.method = "POST", .target = "/v1/reload"}).status == 200);
  finish.set_value();
  caller.join();
}

TEST_CASE("reloads that are asked for during one share the next") {
  Served served;
  std::latch first_runs(1);
  std::promise<void> finish;
  std::atomic<std::uint64_t> runs{0};
  served.host.on_reload = [&] {
    ReloadReport report;
    report.number = ++runs;
    if (report.number == 1) {
      first_runs.count_down();
      finish.get_future().wait();
    }
    return report;
  };
  std::vector<std::future<Response>> answers;
  const auto ask = [&] {
    answers.push_back(std::async(std::launch::async, [&] {
      return *Client(served.path).send({.method = "POST", .target = "/v1/reload"});
    }));
  };
  ask();
  first_runs.wait();
  // One thread takes connections and requests in the order they come, so when the last of these is
  // answered, the ones before it have been read.
  std::vector<UniqueFd> waiting;
  for (int i = 0; i < 3; ++i) {
    UniqueFd fd = connected_to(served.path);
    const std::string_view request =
        "POST /v1/reload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    REQUIRE(::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL) > 0);
    waiting.push_back(std::move(fd));
  }
  CHECK(served.send({.target = "/healthz"}).status == 200);
  finish.set_value();
  for (auto& answer : answers) CHECK(answer.get().status == 200);
  for (const UniqueFd& fd : waiting) {
    std::array<char, 4096> buffer;
    const ssize_t size = ::read(fd.get(), buffer.data(), buffer.size());
    REQUIRE(size > 0);
    CHECK(std::string_view(buffer.data(), static_cast<std::size_t>(size)).find("\"reload\":2") !=
          std::string_view::npos);
  }
  CHECK(runs == 2);
}

TEST_CASE("skills are read and listings searched while a reload runs") {
  Served served;
  std::latch running(1);
  std::promise<void> finish;
  served.host.on_reload = [&] {
    running.count_down();
    finish.get_future().wait();
    return ReloadReport{};
  };
  const UniqueFd reload =
      sent(served.path, "POST /v1/reload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  running.wait();
  CHECK(served.send({.target = "/v1/skills/operate"}).status == 200);
  CHECK(served.send({.target = "/v1/agents?contains=ec"}).status == 200);
  finish.set_value();
  CHECK(answers_on(reload).starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a body over the limit is refused, and so is a header") {
  Served served({.connection = {.max_body_bytes = 100, .max_header_bytes = 1000}});
  Request call{.method = "POST", .target = "/v1/agents/echo/call", .body = std::string(100, 'x')};
  CHECK(served.send(call).status == 200);
  call.body += 'x';
  const Response refused = served.send(call);
  CHECK(refused.status == 413);
  CHECK(refused.body.find("http.too_large") != std::string::npos);
  CHECK(served.send({.target = "/" + std::string(2000, 'x')}).status == 413);
}

TEST_CASE("what is not HTTP is refused with 400") {
  Served served;
  CHECK(raw_exchange(served.path, "hello\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

TEST_CASE("a request that does not arrive whole in time is given up") {
  Served served({.connection = {.request_patience = 20ms}});
  CHECK(raw_exchange(served.path, "GET /healthz HTTP/1.1\r\n").empty());
  CHECK(served.send({.target = "/healthz"}).status == 200);
}

TEST_CASE("one connection takes many requests") {
  Served served;
  const std::string answers =
      raw_exchange(served.path,
                   "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
                   "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(answers.find("health") != std::string::npos);
  CHECK(answers.find("ready") != std::string::npos);
}

TEST_CASE("HEAD is answered by a header alone, and the connection goes on") {
  Served served;
  const std::string answers =
      raw_exchange(served.path,
                   "HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
                   "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::size_t end = answers.find("\r\n\r\n");
  REQUIRE(end != std::string::npos);
  CHECK(answers.substr(end + 4).starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("stop lets a running call answer and closes idle connections") {
  Served served({.connection = {.request_patience = 1h}});
  const UniqueFd idle = connected_to(served.path);
  std::latch running(1);
  std::promise<void> finish;
  served.host.on_call = [&](auto, auto, auto) -> Result<CallResult> {
    running.count_down();
    finish.get_future().wait();
    return CallResult{};
  };
  unsigned status = 0;
  std::thread caller(
      [&] { status = served.send({.method = "POST", .target = "/v1/agents/echo/call"}).status; });
  running.wait();
  CHECK(served.server.stop(1ms) == Stopped::still_running);  // the agent
  pollfd source{idle.get(), POLLIN, 0};
  CHECK(::poll(&source, 1, 10'000) == 1);  // closed, while the agent runs
  finish.set_value();
  CHECK(served.server.stop(10s) == Stopped::answered);
  caller.join();
  CHECK(status == 200);
}

TEST_CASE("stop cuts off a client that does not take its answer, and says so") {
  Served served;
  served.host.on_call = [](auto, auto, auto) -> Result<CallResult> {
    CallResult result;
    result.blocks = {{Block::Type::text, "", "", std::string(std::size_t{8} << 20, 'x')}};
    return result;
  };
  const UniqueFd client = connected_to(served.path);
  const std::string_view request = "POST /v1/agents/echo/call HTTP/1.1\r\nHost: x\r\n\r\n";
  REQUIRE(::send(client.get(), request.data(), request.size(), MSG_NOSIGNAL) > 0);
  char byte = 0;
  REQUIRE(::recv(client.get(), &byte, 1, MSG_PEEK) == 1);  // the answer is on its way
  CHECK(served.server.stop(1ms) == Stopped::not_taken);
}

TEST_CASE("stop cuts off a client that is in the middle of its request") {
  Served served({.connection = {.max_header_bytes = 1U << 30, .request_patience = 1h}});
  const UniqueFd client = sent(served.path, "GET /healthz HTTP/1.1\r\nx: ");
  // Sends much, so that the stop comes between two reads of the server.
  const std::string part(std::size_t{1} << 16, 'x');
  std::latch sends(1);
  std::thread sender([&] {
    REQUIRE(::send(client.get(), part.data(), part.size(), MSG_NOSIGNAL) > 0);
    sends.count_down();
    for (int i = 0; i < 1000; ++i) {
      if (::send(client.get(), part.data(), part.size(), MSG_NOSIGNAL) <= 0) return;
    }
  });
  sends.wait();
  CHECK(served.server.stop(1min) == Stopped::answered);
  sender.join();
}

TEST_CASE("a host without memory for a call answers 500 and goes on") {
  Served served;
  served.host.on_call = [](auto, auto, auto) -> Result<CallResult> { throw std::bad_alloc(); };
  const Response response = served.send({.method = "POST", .target = "/v1/agents/echo/call"});
  CHECK(response.status == 500);
  CHECK(response.body.find("http.no_resources") != std::string::npos);
  CHECK(served.server.stop(10s) == Stopped::answered);
}

TEST_CASE("a reload that ran out of memory is answered with 500, and the next one runs") {
  Served served;
  const auto good = served.host.on_reload;
  served.host.on_reload = []() -> ReloadReport { throw std::bad_alloc(); };
  const Request reload{.method = "POST", .target = "/v1/reload"};
  CHECK(served.send(reload).status == 500);
  served.host.on_reload = good;
  CHECK(served.send(reload).status == 200);
}

TEST_CASE("a request id passes through a connection") {
  Served served;
  const std::string answer =
      raw_exchange(served.path,
                   "POST /v1/agents/echo/call HTTP/1.1\r\nHost: x\r\nX-Request-Id: r-7\r\n"
                   "Connection: close\r\n\r\n");
  CHECK(answer.find("X-Request-Id: r-7\r\n") != std::string::npos);
  CHECK(served.host.request_id == "r-7");
}

TEST_CASE("a client is told at its deadline, although the agent goes on with what it was given") {
  std::string told;  // to the program
  Served served({.on_late_call = [&](const LateCall& call) {
    told += fmt::format("{} {}", call.slug, call.request_id);
  }});
  Held held(served);
  const Response response = overdue(served, {.method = "POST",
                                             .target = "/v1/agents/echo/call",
                                             .body = R"({"text":"mine"})",
                                             .timeout = "20ms",
                                             .request_id = "r-1"});
  CHECK(response.status == 504);
  CHECK(response.body.find("call.timeout") != std::string::npos);
  CHECK(told == "echo r-1");
  held.running.wait();
  CHECK(held.runs == 1);
  CHECK(served.workers.load().lost == 1);
  CHECK(served.server.stop(1ms) == Stopped::still_running);
  held.finish();
  CHECK(held.input == R"({"text":"mine"})");
  CHECK(held.was_stopped);
}

TEST_CASE("an agent without workers left is refused with 503 and when to try again") {
  Served served;
  Held held(served);
  CHECK(overdue(served, {.method = "POST", .target = "/v1/agents/echo/call", .timeout = "20ms"})
            .status == 504);
  while (!served.workers.load().agents.front().is_overloaded) std::this_thread::yield();
  const std::string answer = answers_on(sent(
      served.path, "POST /v1/agents/echo/call HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  CHECK(answer.starts_with("HTTP/1.1 503 "));
  CHECK(answer.find("agent.overloaded") != std::string::npos);
  CHECK(answer.find("Retry-After: 1\r\n") != std::string::npos);
}

TEST_CASE("a call that waits until its deadline is told so, and is not run") {
  int told = 0;  // to the program
  Served served({.on_late_call = [&](const LateCall&) { ++told; }});
  Held held(served);
  const UniqueFd first = sent(served.path, kCall);
  held.running.wait();
  const Response late =
      served.send({.method = "POST", .target = "/v1/agents/echo/call", .timeout = "20ms"});
  CHECK(late.status == 504);
  CHECK(late.body.find("no worker was free") != std::string::npos);
  CHECK(told == 0);
  held.finish();
  CHECK(held.runs == 1);
}

TEST_CASE("a client that goes away stops its call") {
  Served served;
  Held held(served);
  UniqueFd client = sent(served.path, kCall);
  held.running.wait();
  const std::stop_token stop = served.host.stop;
  CHECK_FALSE(stop.stop_requested());
  client = UniqueFd();
  while (!stop.stop_requested()) std::this_thread::yield();
}

TEST_CASE("a client that goes away while its call waits takes the call along") {
  Served served;
  Held held(served);
  const UniqueFd first = sent(served.path, kCall);
  held.running.wait();
  UniqueFd second = sent(served.path, kCall);
  while (served.workers.load().waiting == 0) std::this_thread::yield();
  second = UniqueFd();
  while (served.workers.load().waiting == 1) std::this_thread::yield();
  held.finish();
  CHECK(held.runs == 1);
}

TEST_CASE("what a client sends while its call runs is answered afterwards") {
  Served served;
  Held held(served);
  const UniqueFd client = sent(served.path, kCall);
  held.running.wait();
  for (const std::string_view part :
       {"GET /v1/agents HTT", "P/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\n",
        "Host: x\r\nConnection: close\r\n\r\n"}) {
    REQUIRE(::send(client.get(), part.data(), part.size(), MSG_NOSIGNAL) > 0);
    served.send({.target = "/readyz"});  // what came before has been read now
  }
  held.may_finish.set_value();
  held.has_finished = true;
  const std::string answers = answers_on(client);
  const std::size_t call = answers.find("is_error");
  const std::size_t agents = answers.find("input_schema");
  const std::size_t health = answers.find("health");
  CHECK(call < agents);
  CHECK(agents < health);
  CHECK(health != std::string::npos);
}

TEST_CASE("a call that waits is refused at once when the host goes down") {
  Served served;
  Held held(served);
  const UniqueFd first = sent(served.path, kCall);
  held.running.wait();
  const UniqueFd second = sent(served.path, kCall);
  while (served.workers.load().waiting == 0) std::this_thread::yield();
  served.server.refuse_calls();
  char byte = 0;
  REQUIRE(::recv(second.get(), &byte, 1, MSG_PEEK) == 1);
  const Response third = served.send({.method = "POST", .target = "/v1/agents/echo/call"});
  CHECK(third.status == 503);
  CHECK(third.body.find("host.not_started") != std::string::npos);
  CHECK(served.send({.target = "/healthz"}).status == 200);
  held.finish();
  CHECK(answers_on(second).find("host.not_started") != std::string::npos);
  CHECK(held.runs == 1);
}

TEST_CASE("an agent that is not there is told without a worker") {
  Served served;
  served.workers.close();
  CHECK(served.send({.method = "POST", .target = "/v1/agents/nobody/call"}).status == 404);
}

TEST_CASE("a client says that nobody listens, and how to change that") {
  const test::TempDir temp;
  const auto missing = Client(temp / "none.sock").send({});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == "socket.no_host");
  CHECK(missing.error().hint.find("muster serve") != std::string::npos);
}

}  // namespace
}  // namespace muster::serve
