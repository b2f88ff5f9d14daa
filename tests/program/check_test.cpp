// SPDX-License-Identifier: Apache-2.0
// The installed program looks at files without a host.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <csignal>

#include "program/sandbox.h"

namespace muster::test {
namespace {

const std::string kPlugins = MUSTER_PROGRAM_PLUGINS;

TEST_CASE("check finds good libraries and skills good") {
  const Sandbox sandbox;
  sandbox.temp().write("skills/mine/SKILL.md", "---\nname: mine\ndescription: Does it.\n---\n");
  const Ended ended = sandbox.run({"check", sandbox.plugins(), sandbox.skills()});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  CHECK(ended.out.find("echo.so") != std::string::npos);
  CHECK(ended.out.find("2 good, 0 refused") != std::string::npos);
}

TEST_CASE("check ends with 3 and every finding where any is an error") {
  const Sandbox sandbox;
  sandbox.drop_broken("broken");
  sandbox.temp().write("skills/mine/SKILL.md", "no front matter\n");
  const Ended ended = sandbox.run({"check", sandbox.plugins(), sandbox.skills()});
  CHECK(ended.status == 3);
  CHECK(ended.out.find("broken.so") != std::string::npos);
  CHECK(ended.out.find("SKILL.md:1") != std::string::npos);
  CHECK(ended.out.find("1 good, 2 refused") != std::string::npos);
}

TEST_CASE("a library that crashes or exits while it is loaded is named with how it ended") {
  const Sandbox sandbox;
  const auto crashes = sandbox.run_json({"check", kPlugins + "/crashes.so"});
  CHECK(crashes.at(0).at("code") == "probe.crashed");
  CHECK(crashes.at(0).at("message").as_string().find("SIGSEGV") != std::string::npos);
  const auto exits = sandbox.run_json({"check", kPlugins + "/exits.so"});
  CHECK(exits.at(0).at("code") == "probe.exited");
  CHECK(exits.at(0).at("message").as_string().find("status 0") != std::string::npos);
  CHECK(sandbox.staged().empty());
}

TEST_CASE("a check that is interrupted takes the process with it that loads the library") {
  const Sandbox sandbox;
  REQUIRE(::mkfifo((sandbox / "began").c_str(), 0600) == 0);
  const UniqueFd began(::open((sandbox / "began").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  Program check({"check", kPlugins + "/hangs.so"}, sandbox.variables());
  pollfd source{began.get(), POLLIN, 0};
  REQUIRE(::poll(&source, 1, 30'000) == 1);
  char byte = 0;
  REQUIRE(::read(began.get(), &byte, 1) == 1);
  check.signal(SIGINT);
  CHECK(check.wait().status == 128 + SIGINT);
  source.events = 0;  // it hangs up when the last writer is gone
  CHECK(::poll(&source, 1, 30'000) == 1);
}

TEST_CASE("inspect shows a library that would crash, for none of its code runs") {
  const Sandbox sandbox;
  const auto crashes = sandbox.run_json({"inspect", kPlugins + "/crashes.so"});
  CHECK(crashes.at("register") == true);
  CHECK(crashes.at("problems").as_array().empty());
  CHECK(sandbox.run({"inspect", kPlugins + "/crashes.so"}).status == 0);
  CHECK(sandbox.run({"inspect", sandbox / "none.so"}).status == 1);
}

}  // namespace
}  // namespace muster::test
