// SPDX-License-Identifier: Apache-2.0
#include "cli/call.h"

#include <doctest/doctest.h>

#include <sstream>

#include "cli/fake_link.h"
#include "support/temp_dir.h"

namespace muster::cli {
namespace {

TEST_CASE("a call writes the text of its result") {
  test::Console console;
  std::istringstream in;
  const CallOptions options{.slug = "echo", .input = R"({"text":"hi"})"};
  CHECK(run_call(options, in, console.peer, console.output) == ExitStatus::done);
  CHECK(console.out.str() == "{\"text\":\"hi\"}\n");
}

TEST_CASE("with --json a call writes the whole result") {
  test::Console console;
  console.output.json = true;
  std::istringstream in;
  CHECK(run_call({.slug = "echo"}, in, console.peer, console.output) == ExitStatus::done);
  CHECK(console.json_out().at("agent") == "echo");
  CHECK(console.json_out().at("generation") == 4);
}

TEST_CASE("a call passes its key on") {
  test::Console console;
  std::istringstream in;
  const CallOptions options{.slug = "echo", .key = "a/b & c"};
  CHECK(run_call(options, in, console.peer, console.output) == ExitStatus::done);
  CHECK(console.host.key == "a/b & c");
}

TEST_CASE("a result as deep as a host takes it arrives") {
  test::Console console;
  console.host.on_call = [](auto, auto, auto) -> Result<CallResult> {
    CallResult result;
    result.blocks = {{Block::Type::json, "application/json", "",
                      R"({"a":)" + std::string(63, '[') + std::string(63, ']') + "}"}};
    return result;
  };
  console.output.json = true;
  std::istringstream in;
  CHECK(run_call({.slug = "echo"}, in, console.peer, console.output) == ExitStatus::done);
  CHECK(console.out.str().find(std::string(63, '[')) != std::string::npos);
}

TEST_CASE("an input is JSON, standard input or a file") {
  const test::TempDir temp;
  std::istringstream in("from stdin");
  CHECK(read_input("{}", in) == "{}");
  CHECK(read_input("-", in) == "from stdin");
  CHECK(read_input("@" + temp.write("in.json", "from file"), in) == "from file");
  const auto missing = read_input("@" + temp / "none", in);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == "cli.input_unreadable");
}

TEST_CASE("an input without end is not read to its end") {
  std::istringstream in(std::string(std::size_t{3} << 20, 'x'));
  CHECK(read_input("-", in)->size() == (std::size_t{1} << 20) + 1);
}

TEST_CASE("an agent that fails ends with its own message and code") {
  test::Console console;
  console.host.on_call = [](auto, auto, auto) -> Result<CallResult> {
    return tl::unexpected(
        Error{Kind::failed, "agent.failed", "echo", "out of paper", "refill", "paper"});
  };
  std::istringstream in;
  const auto status = run_call({.slug = "echo"}, in, console.peer, console.output);
  REQUIRE_FALSE(status);
  CHECK(to_string(status.error()) == "echo: out of paper (agent.failed: paper); refill");
  CHECK(exit_status(status.error()) == ExitStatus::failed);
  CHECK(console.out.str().empty());
}

TEST_CASE("a block without text is named rather than dropped") {
  test::Console console;
  console.host.on_call = [](auto, auto, auto) -> Result<CallResult> {
    CallResult result;
    result.blocks = {{Block::Type::text, "", "", "a picture:"},
                     {Block::Type::image, "image/png", "", "\x89PNG"}};
    return result;
  };
  std::istringstream in;
  CHECK(run_call({.slug = "echo"}, in, console.peer, console.output) == ExitStatus::done);
  CHECK(console.out.str() == "a picture:\n[image image/png; see --json]\n");
}

}  // namespace
}  // namespace muster::cli
