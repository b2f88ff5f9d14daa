// SPDX-License-Identifier: Apache-2.0
// How the configuration file of a running host reaches its agents, and what is told of it.
#include <doctest/doctest.h>

#include <csignal>

#include "program/sandbox.h"

namespace muster::test {
namespace {

// A sandbox with the agent `configured`, which answers with its configuration.
struct Configured : Sandbox {
  Configured() { write_whole(plugins() + "/configured.so", content_of(fixture("configured"))); }

  std::string file() const { return *this / "muster.yaml"; }
  void write(std::string_view text) const { temp().write("muster.yaml", text); }
  std::vector<std::string> words() const { return {"--no-watch", "--config", file()}; }
  std::string given() const { return run({"call", "configured"}).out; }
};

TEST_CASE("an agent is given what stands under its slug in the file") {
  const Configured sandbox;
  sandbox.write("agents:\n  configured:\n    word: one\n    list: [0x10]\n");
  const Serving host(sandbox, sandbox.words());
  CHECK(sandbox.given() == R"({"list":[16],"word":"one"})"
                           "\n");
}

TEST_CASE("SIGHUP takes in a changed configuration") {
  const Configured sandbox;
  sandbox.write("agents: {configured: {word: one}}\n");
  Serving host(sandbox, sandbox.words());
  sandbox.write("agents: {configured: {word: two}}\n");
  host.program.signal(SIGHUP);
  CHECK(host.program.wait_for(" reload: ").starts_with("published: generation 2"));
  CHECK(sandbox.given() == "{\"word\":\"two\"}\n");
}

TEST_CASE("what a reload passes over of a changed file is named once") {
  const Configured sandbox;
  sandbox.write("agents: {}\n");
  Serving host(sandbox, sandbox.words());
  sandbox.write("watch: false\npermissions: off\n");
  CHECK(sandbox.run({"reload"}).status == 0);
  CHECK(sandbox.run({"reload"}).status == 0);
  host.program.signal(SIGTERM);
  const std::string log = host.program.wait().err;
  const auto first = log.find(" config: changed in the configuration file");
  REQUIRE(first != std::string::npos);
  CHECK(log.find("watch, permissions; restart", first) != std::string::npos);
  CHECK(log.find(" config: ", first + 1) == std::string::npos);
}

TEST_CASE("a changed secret is a changed configuration") {
  const Configured sandbox;
  sandbox.temp().write("key", "first\n");
  sandbox.write("agents: {configured: {word: {file: key}}}\n");
  const Serving host(sandbox, sandbox.words());
  sandbox.temp().write("key", "second\n");
  CHECK(sandbox.run_json({"reload"}).at("outcome") == "published");
  CHECK(sandbox.given() == "{\"word\":\"second\"}\n");
}

TEST_CASE("a file that has gone wrong refuses the reload at its line") {
  const Configured sandbox;
  sandbox.write("agents: {configured: {word: one}}\n");
  const Serving host(sandbox, sandbox.words());
  for (const std::string text : {"agents: [\n", "agents: {}\nhots: x\n", "agents:\n  Echo: {}\n",
                                 "agents:\n  configured: {word: {env: MUSTER_TEST_NOT_SET}}\n",
                                 "agents:\n  configured:\n    word: 1\n"}) {
    CAPTURE(text);
    sandbox.write(text);
    const Ended ended = sandbox.run({"reload"});
    CHECK(ended.status == 3);
    CHECK(ended.out.starts_with("rejected: generation 1 still serves; " + sandbox.file() + ":"));
  }
  CHECK(sandbox.given() == "{\"word\":\"one\"}\n");
}

TEST_CASE("the program shows no secret on any way out") {
  const Configured sandbox;
  sandbox.temp().write("key", "hush-hush\n");
  sandbox.write("agents: {configured: {word: {file: key}}}\n");
  Serving host(sandbox, sandbox.words());
  std::string told;
  const auto hear = [&](const std::vector<std::string>& words) {
    const Ended ended = sandbox.run(words);
    told += ended.out + ended.err;
  };
  CHECK(sandbox.given() == "{\"word\":\"hush-hush\"}\n");
  for (const char* text :
       {"agents: {configured: {word: {file: key}}}\n",
        "agents: {configured: {list: {file: key}}}\n",
        "agents: {configured: {other: {file: key}}}\n", "agents: {configured: {word: 1}}\n",
        "agents: {nobody: {word: {file: key}}}\n"}) {
    sandbox.write(text);
    hear({"reload"});
    hear({"reload", "--json"});
    hear({"status"});
    hear({"status", "--json"});
    hear({"list", "--json"});
    hear({"list", "plugins", "--json"});
    hear({"show", "configured", "--json"});
  }
  host.program.signal(SIGTERM);
  const Ended ended = host.program.wait();
  told += ended.out + ended.err;
  CHECK(told.find("config.invalid") != std::string::npos);
  CHECK(told.find("nobody") != std::string::npos);
  CHECK(told.find("hush-hush") == std::string::npos);
}

}  // namespace
}  // namespace muster::test
