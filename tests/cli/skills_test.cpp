// SPDX-License-Identifier: Apache-2.0
#include "cli/skills.h"

#include <doctest/doctest.h>

#include <string>

#include "cli/fake_link.h"

namespace muster::cli {
namespace {

TEST_CASE("skills are listed as a table, as JSON or for a prompt") {
  test::Console table;
  CHECK(run_skills_list({}, table.peer, table.output) == ExitStatus::done);
  CHECK(table.out.str().starts_with("NAME "));
  test::Console json;
  json.output.json = true;
  CHECK(run_skills_list({}, json.peer, json.output) == ExitStatus::done);
  CHECK(json.json_out().at(0).at("name") == "operate");
  test::Console prompt;
  CHECK(run_skills_list({.prompt = true}, prompt.peer, prompt.output) == ExitStatus::done);
  CHECK(prompt.out.str() ==
        "<available_skills>\n  <skill>\n    <name>operate</name>\n"
        "    <description>Operates.</description>\n"
        "    <location>/srv/skills/operate/SKILL.md</location>\n  </skill>\n</available_skills>\n");
}

TEST_CASE("a skill is shown with its files and without its body") {
  test::Console console;
  CHECK(run_skills_show({.name = "operate"}, console.peer, console.output) == ExitStatus::done);
  CHECK(console.out.str().find("scripts/run.sh") != std::string::npos);
  CHECK(console.out.str().find("# Body") == std::string::npos);
  const auto missing = run_skills_show({.name = "nobody"}, console.peer, console.output);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == "test.absent");
}

TEST_CASE("the body of a skill is read, or a file by its path") {
  test::Console body;
  CHECK(run_skills_read({.name = "operate"}, body.peer, body.output) == ExitStatus::done);
  CHECK(body.out.str() == "# Body\n");
  test::Console file;
  const auto read =
      run_skills_read({.name = "operate", .file = "a dir/\x1b#?.sh"}, file.peer, file.output);
  CHECK(read == ExitStatus::done);
  CHECK(file.out.str() == "a dir/\x1b#?.sh");
  test::Console absent;
  const auto refused =
      run_skills_read({.name = "operate", .file = "absent"}, absent.peer, absent.output);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "test.absent");
}

TEST_CASE("what is read goes to a terminal without what would act on it") {
  test::Console console;
  console.output.is_terminal = true;
  CHECK(run_skills_read({.name = "operate", .file = "\x1b[2J"}, console.peer, console.output) ==
        ExitStatus::done);
  CHECK(console.out.str() == "\\x1b[2J");
}

TEST_CASE("with --json a file is a text, and what is none is an error") {
  test::Console console;
  console.output.json = true;
  CHECK(run_skills_read({.name = "operate", .file = "a"}, console.peer, console.output) ==
        ExitStatus::done);
  CHECK(console.json_out() == json::Object{{"name", "operate"}, {"file", "a"}, {"text", "a"}});
  const auto refused =
      run_skills_read({.name = "operate", .file = "\xff"}, console.peer, console.output);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "cli.not_text");
}

}  // namespace
}  // namespace muster::cli
