// SPDX-License-Identifier: Apache-2.0
// How a running host takes in files that change.
#include <doctest/doctest.h>

#include <csignal>

#include "program/sandbox.h"

namespace muster::test {
namespace {

std::string call_echo(const Sandbox& sandbox) {
  return sandbox.run({"call", "echo", R"({"text":"still here"})"}).out;
}

TEST_CASE("a library that was dropped in is live after SIGHUP") {
  const Sandbox sandbox;
  Serving host(sandbox);
  sandbox.drop("digest");
  host.program.signal(SIGHUP);
  CHECK(host.program.wait_for(" reload: ").starts_with("published: generation 2"));
  CHECK(sandbox.run_json({"list"}).as_array().size() == 2);
  CHECK(sandbox.run_json({"status"}).at("last_reload").at("trigger") == "sighup");
  CHECK(sandbox.run({"call", "digest", R"({"text":"abc"})"}).out.find("ba7816bf") !=
        std::string::npos);
}

TEST_CASE("a library that was dropped in is live by itself where the host watches") {
  const Sandbox sandbox;
  Serving host(sandbox, {});
  sandbox.drop("digest");
  CHECK(host.program.wait_for(" reload: ").starts_with("published: generation 2"));
  CHECK(sandbox.run_json({"list"}).as_array().size() == 2);
}

TEST_CASE("a reload refuses a broken file with 3, verdict first, and what served goes on") {
  const Sandbox sandbox;
  const Serving host(sandbox);
  sandbox.drop_broken("broken");
  const Ended ended = sandbox.run({"reload"});
  CHECK(ended.status == 3);
  CHECK(ended.out.starts_with("rejected: generation 1 still serves; "));
  CHECK(ended.out.find("broken.so") != std::string::npos);
  CHECK(call_echo(sandbox) == "still here\n");
}

TEST_CASE("the log names every file that a start refused, and says that it tries out what is new") {
  const Sandbox sandbox;
  sandbox.drop_broken("one");
  sandbox.drop_broken("two");
  Serving host(sandbox);
  CHECK(host.ready == "generation 1, 1 agent, 0 skills, 1 plugin, 2 refused");
  host.program.signal(SIGTERM);
  const std::string log = host.program.wait().err;
  CHECK(log.find(" probe: trying out 1 new library\n") < log.find(" reload: published"));
  for (const char* const name : {"/one.so: ", "/two.so: "}) {
    CHECK(log.find(" reload.refused: " + sandbox.plugins() + name) != std::string::npos);
  }
}

TEST_CASE("a folder of plugins that anybody may write to counts in the ready line") {
  const Sandbox sandbox;
  std::filesystem::permissions(sandbox.plugins(), std::filesystem::perms::all);
  Serving host(sandbox);
  CHECK(host.ready == "generation 1, 0 agents, 0 skills, 0 plugins, 1 refused");
  host.program.signal(SIGTERM);
  CHECK(host.program.wait().err.find(" refused=1") != std::string::npos);
}

TEST_CASE("with keep-file the good files of a reload are published beside a broken one") {
  const Sandbox sandbox;
  const Serving host(sandbox, {"--no-watch", "--on-error", "keep-file"});
  sandbox.drop_broken("broken");
  sandbox.drop("digest");
  const auto report = sandbox.run_json({"reload"});
  CHECK(report.at("outcome") == "published");
  CHECK(report.at("refused") == 1);
  CHECK(sandbox.run_json({"list"}).as_array().size() == 2);
}

TEST_CASE("a reload of nothing new is unchanged and ends with 0") {
  const Sandbox sandbox;
  const Serving host(sandbox);
  const Ended ended = sandbox.run({"reload"});
  CHECK(ended.status == 0);
  CHECK(ended.out.starts_with("unchanged: generation 1"));
}

}  // namespace
}  // namespace muster::test
