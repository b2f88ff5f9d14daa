// SPDX-License-Identifier: Apache-2.0
#include "cli/new_agent.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "support/temp_dir.h"

namespace muster::cli {
namespace {

namespace fs = std::filesystem;

struct Made {
  Result<ExitStatus> status = ExitStatus::done;
  std::string text;
};

Made make(const test::TempDir& parent, const NewAgentOptions& options, bool json = false) {
  std::ostringstream out;
  Output output{out, out, json};
  auto status = run_new_agent(options, parent.path(), output);
  return {std::move(status), out.str()};
}

std::string content_of(const std::string& file) {
  std::ostringstream content;
  content << std::ifstream(file).rdbuf();
  return content.str();
}

std::set<std::string> names_in(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

}  // namespace

TEST_CASE("a new agent is a folder of its name with an agent, a test and a build") {
  const test::TempDir parent;
  const Made made = make(parent, {"my.agent-1"});
  REQUIRE(made.status);
  CHECK(names_in(parent / "my.agent-1") ==
        std::set<std::string>{".clangd", ".editorconfig", ".gitignore", "CMakeLists.txt",
                              "CMakePresets.json", "README.md", "my.agent-1.cpp",
                              "my.agent-1_test.cpp"});
  CHECK(content_of(parent / "my.agent-1/my.agent-1.cpp").find("MUSTER_AGENT(\"my.agent-1\"") !=
        std::string::npos);
  CHECK(made.text.find("cd my.agent-1\n") != std::string::npos);
  CHECK(names_in(parent.path()) == std::set<std::string>{"my.agent-1"});
}

TEST_CASE("no placeholder is left in what is written") {
  const test::TempDir parent;
  REQUIRE(make(parent, {"one"}).status);
  REQUIRE(make(parent, {"two", true}).status);
  for (const auto& entry : fs::recursive_directory_iterator(parent.path())) {
    if (!entry.is_regular_file()) continue;
    CAPTURE(entry.path());
    CHECK(content_of(entry.path()).find('@') == std::string::npos);
    CHECK_FALSE(content_of(entry.path()).empty());
  }
}

TEST_CASE("an agent in C has a source in C, and both languages in its build") {
  const test::TempDir parent;
  REQUIRE(make(parent, {"tool", true}).status);
  CHECK(fs::exists(parent / "tool/tool.c"));
  CHECK_FALSE(fs::exists(parent / "tool/tool.cpp"));
  CHECK(content_of(parent / "tool/CMakeLists.txt").find("LANGUAGES C CXX") != std::string::npos);
}

TEST_CASE("JSON names the files that were made") {
  const test::TempDir parent;
  const Made made = make(parent, {"tool"}, true);
  const auto value = json::parse(made.text, "output");
  REQUIRE(value);
  CHECK(value->at("agent") == "tool");
  CHECK(value->at("files").as_array().size() == names_in(parent / "tool").size());
}

TEST_CASE("a name that an agent or its build cannot have is refused before anything is written") {
  const test::TempDir parent;
  for (const char* const name :
       {"", "Bad", "-x", "a/b", "..", "a b", "test", "install", "preinstall"}) {
    CAPTURE(name);
    const Made made = make(parent, {name});
    REQUIRE_FALSE(made.status);
    CHECK(made.status.error().code == "new.bad_name");
  }
  CHECK(names_in(parent.path()).empty());
}

TEST_CASE("what is there already stays as it is, a link that leads nowhere too") {
  const test::TempDir parent;
  parent.write("tool/mine", "kept");
  fs::create_symlink("nowhere", parent / "link");
  for (const char* const name : {"tool", "link"}) {
    CAPTURE(name);
    const Made made = make(parent, {name});
    REQUIRE_FALSE(made.status);
    CHECK(made.status.error().code == "new.exists");
  }
  CHECK(names_in(parent / "tool") == std::set<std::string>{"mine"});
  CHECK(fs::is_symlink(parent / "link"));
}

TEST_CASE("a folder that cannot be written to is an error, and nothing is left") {
  const test::TempDir parent;
  const Made made = [&] {
    std::ostringstream out;
    Output output{out, out};
    return Made{run_new_agent({"tool"}, parent / "missing", output), out.str()};
  }();
  REQUIRE_FALSE(made.status);
  CHECK(made.status.error().code == "new.unwritable");
  CHECK(made.status.error().message.find("No such file") != std::string::npos);
  CHECK(made.text.empty());
}

}  // namespace muster::cli
