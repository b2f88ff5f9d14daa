// SPDX-License-Identifier: Apache-2.0
// The commands of the installed program against a running host.
#include <doctest/doctest.h>

#include "program/sandbox.h"

namespace muster::test {
namespace {

constexpr std::string_view kSkill = "---\nname: mine\ndescription: Does it.\n---\n# Mine\n";

TEST_CASE("a host says what it serves when it is ready") {
  const Sandbox sandbox;
  sandbox.temp().write("skills/mine/SKILL.md", kSkill);
  sandbox.drop_broken("broken");
  const Serving host(sandbox);
  CHECK(host.ready == "generation 1, 1 agent, 1 skill, 1 plugin, 1 refused");
}

TEST_CASE("list and show tell what is live") {
  const Sandbox sandbox;
  sandbox.temp().write("skills/mine/SKILL.md", kSkill);
  const Serving host(sandbox);
  const auto agents = sandbox.run_json({"list"});
  REQUIRE(agents.as_array().size() == 1);
  CHECK(agents.at(0).at("slug") == "echo");
  CHECK(agents.at(0).at("plugin").as_string() == sandbox.plugins() + "/echo.so");
  CHECK(sandbox.run_json({"list", "skills"}).at(0).at("name") == "mine");
  CHECK(sandbox.run_json({"list", "plugins"}).at(0).at("agents").at(0) == "echo");
  CHECK(sandbox.run({"show", "mine"}).out.find("# Mine\n") != std::string::npos);
  CHECK(sandbox.run({"show", "nobody"}).status == 1);
}

TEST_CASE("call takes its input from the line, standard input or a file") {
  const Sandbox sandbox;
  const Serving host(sandbox);
  const std::string input = R"({"text": "hello"})";
  CHECK(sandbox.run({"call", "echo", input}).out == "hello\n");
  CHECK(sandbox.run({"call", "echo", "-"}, input).out == "hello\n");
  CHECK(sandbox.run({"call", "echo", "@" + sandbox.temp().write("in.json", input)}).out ==
        "hello\n");
  const auto result = sandbox.run_json({"call", "echo", input, "--timeout", "5s"});
  CHECK(result.at("content").at(0).at("text") == "hello");
  CHECK(result.at("generation") == 1);
}

TEST_CASE("a call that fails ends with 1 and one line that says why") {
  const Sandbox sandbox;
  const Serving host(sandbox);
  const Ended missing = sandbox.run({"call", "nobody"});
  CHECK(missing.status == 1);
  CHECK(missing.err.starts_with("muster: nobody: "));
  CHECK(missing.err.find('\n') == missing.err.size() - 1);
  CHECK(sandbox.run({"call", "echo", "not json"}).status == 1);
}

TEST_CASE("with --json a call whose agent failed says who was asked, and for how long") {
  const Sandbox sandbox;
  sandbox.drop("digest");
  const Serving host(sandbox);
  const auto result = sandbox.run_json({"call", "digest", R"({"base64":"*"})"});
  CHECK(result.at("is_error") == true);
  CHECK(result.at("generation") == 1);
  CHECK(result.at("duration_ms").as_double() > 0);
}

TEST_CASE("list, show and call work without a host on given folders") {
  const Sandbox sandbox;
  const std::vector<std::string> folders{"--plugins", sandbox.plugins()};
  const auto with_folders = [&](std::vector<std::string> words) {
    words.insert(words.end(), folders.begin(), folders.end());
    return sandbox.run(words);
  };
  CHECK(with_folders({"list"}).out.find("echo") != std::string::npos);
  CHECK(with_folders({"show", "echo"}).out.starts_with("agent echo\n"));
  CHECK(with_folders({"call", "echo", R"({"text":"here"})"}).out == "here\n");
  const Ended missing = sandbox.run({"list", "--plugins", sandbox / "none"});
  CHECK(missing.status == 5);
}

TEST_CASE("a broken file beside good ones is told of, and the good ones are served") {
  const Sandbox sandbox;
  sandbox.drop_broken("broken");
  const Ended ended = sandbox.run({"list", "--plugins", sandbox.plugins()});
  CHECK(ended.status == 0);
  CHECK(ended.out.find("echo") != std::string::npos);
  CHECK(ended.err.find("broken.so") != std::string::npos);
}

TEST_CASE("without a host each command that asks one ends with 4 and says what to do") {
  const Sandbox sandbox;
  for (const std::vector<std::string>& words : {std::vector<std::string>{"list"},
                                                {"show", "echo"},
                                                {"call", "echo"},
                                                {"reload"},
                                                {"status"}}) {
    const Ended ended = sandbox.run(words);
    CHECK(ended.status == 4);
    CHECK(ended.out.empty());
    CHECK(ended.err.find("muster serve") != std::string::npos);
  }
}

TEST_CASE("status shows the live files with their hashes and the last reload") {
  const Sandbox sandbox;
  const Serving host(sandbox);
  const auto status = sandbox.run_json({"status"});
  CHECK(status.at("name") == "default");
  CHECK(status.at("health") == "ok");
  CHECK(status.at("watch") == "off");
  CHECK(status.at("counts").at("agents") == 1);
  CHECK(status.at("files").at(0).at("sha256").as_string().size() == 64);
  CHECK(status.at("last_reload").at("trigger") == "start");
  CHECK(sandbox.run({"status"}).out.starts_with("host default: ok, generation 1, 1 agent"));
}

TEST_CASE("wrong usage ends with 2, help and version with 0") {
  const Sandbox sandbox;
  CHECK(sandbox.run({}).status == 2);
  CHECK(sandbox.run({"swerve"}).status == 2);
  const Ended help = sandbox.run({"--help"});
  CHECK(help.status == 0);
  CHECK(help.out.find("muster call echo") != std::string::npos);
  CHECK(sandbox.run({"--version"}).out.starts_with("muster "));
}

}  // namespace
}  // namespace muster::test
