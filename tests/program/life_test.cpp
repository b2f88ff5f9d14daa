// SPDX-License-Identifier: Apache-2.0
// How a host begins and ends.
#include <doctest/doctest.h>

#include <csignal>

#include "program/busy.h"
#include "program/sandbox.h"

namespace muster::test {
namespace {

TEST_CASE("SIGTERM and SIGINT end a host with 0 and take its socket away") {
  for (const int signal : {SIGTERM, SIGINT}) {
    const Sandbox sandbox;
    Serving host(sandbox);
    CHECK(std::filesystem::exists(sandbox.socket()));
    host.program.signal(signal);
    CHECK(host.program.wait().status == 0);
    CHECK_FALSE(std::filesystem::exists(sandbox.socket()));
  }
}

TEST_CASE("a host whose terminal is closed ends with 0") {
  const Sandbox sandbox;
  Program host(Program::OnTerminal{}, sandbox.serve_words(), sandbox.variables());
  host.wait_for("muster: ready: ");
  host.close_terminal();
  const Ended ended = host.wait();
  CHECK(ended.status == 0);
  CHECK(ended.err.find("reload: unchanged") == std::string::npos);
}

TEST_CASE("a host without a folder for its state says that quarantines end with it") {
  const Sandbox sandbox;
  auto homeless = sandbox.variables();
  homeless.erase("HOME");
  const bool has_another = std::filesystem::exists("/var/lib/muster");
  Program host(sandbox.serve_words(), homeless);
  host.wait_for("muster: ready: ");
  host.signal(SIGTERM);
  const std::string log = host.wait().err;
  CHECK((has_another || log.find("quarantines end with this host") != std::string::npos));
}

TEST_CASE("a host whose standard error is not read goes on, and ends when it is asked to") {
  const Sandbox sandbox;
  Serving host(sandbox);
  host.program.clog_err();
  CHECK(sandbox.run({"reload"}).status == 0);
  host.program.signal(SIGTERM);
  CHECK(host.program.wait().status == 0);
}

TEST_CASE("a signal ends a host that waits for the reader of what it had to refuse") {
  const Sandbox sandbox;
  for (int i = 0; i < 300; ++i) sandbox.drop_broken(std::to_string(i) + std::string(200, 'x'));
  Program host(sandbox.serve_words({"--strict"}), sandbox.variables());
  host.wait_for("muster: " + sandbox.plugins());
  host.clog_err();
  host.signal(SIGTERM);
  CHECK(host.wait().status == 128 + SIGTERM);
}

TEST_CASE("a second host on the same socket ends with 6 and leaves the first alone") {
  const Sandbox sandbox;
  const Serving host(sandbox);
  const Ended second = sandbox.run(sandbox.serve_words());
  CHECK(second.status == 6);
  CHECK(second.err.find("socket.taken") != std::string::npos);
  CHECK(sandbox.run({"status"}).status == 0);
}

TEST_CASE("two hosts of different names live side by side") {
  const Sandbox sandbox;
  const Serving one(sandbox);
  const Serving two(sandbox, {"--no-watch", "--host", "two"});
  CHECK(sandbox.run_json({"status", "--host", "two"}).at("name") == "two");
  CHECK(sandbox.run_json({"status"}).at("name") == "default");
}

TEST_CASE("a host takes over the socket that a killed one left") {
  const Sandbox sandbox;
  {
    Serving killed(sandbox);
    killed.program.signal(SIGKILL);
    CHECK(killed.program.wait().status == 128 + SIGKILL);
  }
  REQUIRE(std::filesystem::exists(sandbox.socket()));
  const Serving next(sandbox);
  CHECK(sandbox.run({"status"}).status == 0);
}

TEST_CASE("with --strict a host that had to refuse anything ends with 3 and the full list") {
  const Sandbox sandbox;
  sandbox.drop_broken("one");
  sandbox.drop_broken("two");
  const Ended ended = sandbox.run(sandbox.serve_words({"--strict"}));
  CHECK(ended.status == 3);
  CHECK(ended.err.find("muster: " + sandbox.plugins() + "/one.so: ") != std::string::npos);
  CHECK(ended.err.find("muster: " + sandbox.plugins() + "/two.so: ") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(sandbox.socket()));
}

TEST_CASE("a folder that was named and is not there, or a socket path too long, ends with 5") {
  const Sandbox sandbox;
  CHECK(sandbox.run({"serve", "--plugins", sandbox / "none"}).status == 5);
  const Ended ended = sandbox.run({"serve", "--socket", "/" + std::string(107, 'x')});
  CHECK(ended.status == 5);
  CHECK(ended.err.find("--socket") != std::string::npos);
}

TEST_CASE("a host without a place for private copies ends with 5 and never says that it is ready") {
  const Sandbox sandbox;
  const Ended ended = sandbox.run(sandbox.serve_words({"--staging", "/proc/none"}));
  CHECK(ended.status == 5);
  CHECK(ended.err.find("staging.unavailable") != std::string::npos);
  CHECK(ended.err.find("ready") == std::string::npos);
  CHECK_FALSE(std::filesystem::exists(sandbox.socket()));
}

TEST_CASE("a host reads its configuration file, and the command line beats it") {
  const Sandbox sandbox;
  const std::string file = sandbox.temp().write(
      "muster.yaml", "host: blue\nplugins:\n  - plugins\nlog-format: json\nwatch: false\n");
  Program host({"serve", "--config", file, "--host", "green"}, sandbox.variables());
  host.wait_for("muster: ready: generation 1, 1 agent");
  const auto status = sandbox.run_json({"status", "--host", "green"});
  CHECK(status.at("watch") == "off");
  CHECK(status.at("roots").at(0).at("path").as_string() == sandbox.plugins());

  const Ended wrong =
      sandbox.run({"serve", "--config", sandbox.temp().write("x.yaml", "hots: a\n")});
  CHECK(wrong.status == 5);
  CHECK(wrong.err.find("x.yaml:1:1: ") != std::string::npos);
  CHECK(wrong.err.find("'host'") != std::string::npos);
}

TEST_CASE("a host that is asked to stop lets running calls answer") {
  const Busy busy;
  Serving host(busy.sandbox);
  Program caller({"call", "waits"}, busy.sandbox.variables());
  busy.wait_until_called();
  host.program.signal(SIGTERM);
  host.program.wait_for(" stopping: ");
  REQUIRE(::write(busy.finish.get(), "x", 1) == 1);
  CHECK(caller.wait().status == 0);
  CHECK(host.program.wait().status == 0);
}

TEST_CASE("a second SIGTERM does not wait for calls that run") {
  const Busy busy;
  Serving host(busy.sandbox);
  Program caller({"call", "waits"}, busy.sandbox.variables());
  busy.wait_until_called();
  host.program.signal(SIGTERM);
  host.program.wait_for(" stopping: ");
  host.program.signal(SIGTERM);
  CHECK(host.program.wait().status == 0);
  CHECK(caller.wait().status == 4);
  CHECK_FALSE(std::filesystem::exists(busy.sandbox.socket()));

  // The copies that it had to leave go with the next host.
  CHECK_FALSE(busy.sandbox.staged().empty());
  Serving next(busy.sandbox);
  next.program.signal(SIGTERM);
  CHECK(next.program.wait().status == 0);
  CHECK(busy.sandbox.staged().empty());
}

}  // namespace
}  // namespace muster::test
