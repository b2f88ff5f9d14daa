// SPDX-License-Identifier: Apache-2.0
// What a host remembers of libraries from one run to the next.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <csignal>

#include "base/sha256.h"
#include "program/sandbox.h"

namespace muster::test {
namespace {

unsigned mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE_MESSAGE(::stat(path.c_str(), &status) == 0, path);
  return status.st_mode & 07777;
}

// What a host that died in the constructors of a library leaves in its state folder.
void leave_unfinished(const Sandbox& sandbox, const std::string& library) {
  sandbox.temp().make_folder("state");
  REQUIRE(::chmod((sandbox / "state").c_str(), 0700) == 0);
  sandbox.temp().write("state/journal",
                       fmt::format(R"({{"sha256":"{}","path":"{}","stage":"constructors"}})"
                                   "\n",
                                   sha256(content_of(library)).hex(), library));
}

TEST_CASE("a host makes the state folder of its name, for its user alone") {
  const Sandbox sandbox;
  const Serving host(sandbox, {"--no-watch", "--host", "blue"});
  CHECK(mode_of(sandbox / ".local/state/muster/blue") == 0700);
  CHECK(mode_of(sandbox / ".local/state/muster/blue/journal") == 0600);
}

TEST_CASE("a library that ended a host is in quarantine until a retry lifts it") {
  const Sandbox sandbox;
  const std::string echo = sandbox.plugins() + "/echo.so";
  leave_unfinished(sandbox, echo);
  const Serving host(sandbox, {"--no-watch", "--state", sandbox / "state"});
  const auto status = sandbox.run_json({"status"});
  CHECK(status.at("health") == "degraded");
  CHECK(status.at("quarantined").at(0).at("path").as_string() == echo);
  CHECK(status.at("quarantined").at(0).at("code") == "load.ended_host");
  CHECK(sandbox.run({"call", "echo"}).status == 1);

  const Ended lifted = sandbox.run({"plugins", "retry", echo});
  CHECK(lifted.status == 0);
  CHECK(lifted.out.starts_with("lifted  " + echo + "  "));
  CHECK(lifted.out.find("(load.ended_host)") != std::string::npos);
  CHECK(sandbox.run({"call", "echo", R"({"text":"here again"})"}).out == "here again\n");
  const Ended again = sandbox.run({"plugins", "retry", echo});
  CHECK(again.status == 1);
  CHECK(again.err.find("is not in quarantine (host.not_quarantined)") != std::string::npos);
}

TEST_CASE("a library that crashes is refused again when it is retried, with 3") {
  const Sandbox sandbox;
  sandbox.drop_from(MUSTER_PROGRAM_PLUGINS, "crashes");
  const std::string crashes = sandbox.plugins() + "/crashes.so";
  const Serving host(sandbox);
  const auto quarantined = sandbox.run_json({"status"}).at("quarantined").at(0);
  CHECK(quarantined.at("path").as_string() == crashes);
  CHECK(quarantined.at("code") == "probe.crashed");

  const std::string hash(quarantined.at("sha256").as_string());
  const Ended retried = sandbox.run({"plugins", "retry", hash.substr(0, 8)});
  CHECK(retried.status == 3);
  CHECK(retried.out.starts_with("lifted  " + crashes + "  "));
  CHECK(retried.out.find("\n  quarantined  " + crashes + "  ") != std::string::npos);
  CHECK(sandbox.run({"status"}).out.find("\nquarantined:\n  " + crashes) != std::string::npos);
}

TEST_CASE("a quarantine outlives the host, and so does its end") {
  const Sandbox sandbox;
  const std::string echo = sandbox.plugins() + "/echo.so";
  const std::vector<std::string> options{"--no-watch", "--state", sandbox / "state"};
  leave_unfinished(sandbox, echo);
  const auto retry_in_a_new_host = [&] {
    Serving host(sandbox, options);
    const int status = sandbox.run({"plugins", "retry", echo}).status;
    host.program.signal(SIGKILL);
    host.program.wait();
    return status;
  };
  Serving(sandbox, options).program.signal(SIGKILL);  // remembers, and dies
  CHECK(retry_in_a_new_host() == 0);
  CHECK(retry_in_a_new_host() == 1);
}

TEST_CASE("a host whose permissions are off says so at each start") {
  const Sandbox sandbox;
  Serving host(sandbox, {"--no-watch", "--permissions", "off"});
  host.program.signal(SIGTERM);
  CHECK(host.program.wait().err.find("permissions are off: ") != std::string::npos);
}

}  // namespace
}  // namespace muster::test
