// SPDX-License-Identifier: Apache-2.0
// Libraries that behave in the helper process and not in the host, against the whole program.
#include <doctest/doctest.h>

#include <csignal>

#include "program/sandbox.h"

namespace muster::test {
namespace {

void drop_fixture(const Sandbox& sandbox, const std::string& name) {
  write_whole(sandbox.plugins() + "/" + name + ".so", content_of(fixture(name)));
}

}  // namespace

TEST_CASE("CODE-05 what ends the host while it is loaded is quarantined at the next start") {
  for (const std::string stage : {"constructors", "register", "open"}) {
    CAPTURE(stage);
    const Sandbox sandbox;
    const std::string name = stage + "_crashes_in_host";
    drop_fixture(sandbox, name);
    const Ended crashed = sandbox.run(sandbox.serve_words());
    REQUIRE(crashed.status != 0);

    Serving host(sandbox);
    CHECK(host.ready == "generation 1, 1 agent, 0 skills, 1 plugin, 1 refused");
    const json::Value refused = sandbox.run_json({"status"}).at("refused").at(0);
    CHECK(refused.at("path").as_string() == sandbox.plugins() + "/" + name + ".so");
    CHECK(refused.at("outcome") == "quarantined");
    CHECK(refused.at("code") == "load.ended_host");
    CHECK(sandbox.run({"call", "echo", R"({"text":"hello"})"}).out == "hello\n");

    // Other bytes are another library.
    patched_copy(fixture("echo"), sandbox.plugins() + "/" + name + ".so", "agent-000000",
                 "agent-000007");
    CHECK(sandbox.run({"reload"}).status == 0);
    CHECK(sandbox.run({"call", "agent-000007", R"({"ask":"version"})"}).out == "version-0000\n");
  }
}

TEST_CASE("CODE-06 SIGTERM ends a host whose start hangs in a library, within 5 s and with 0") {
  const Sandbox sandbox;
  drop_fixture(sandbox, "constructors_hangs_in_host");
  Program host(sandbox.serve_words(), sandbox.variables());
  host.wait_for("in_host: hanging");
  host.signal(SIGTERM);
  CHECK(host.wait().status == 0);
}

}  // namespace muster::test
