// SPDX-License-Identifier: Apache-2.0
// Every example in docs/agents is run, through a host, so that no page can say what is not so.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <tuple>
#include <utility>

#include "agents/bundled.h"
#include "agents/page.h"
#include "base/json.h"
#include "base/yaml.h"
#include "base/yaml_json.h"
#include "support/loading.h"

namespace muster::test {
namespace {

std::string page(std::string_view name) {
  return content_of(fmt::format("{}/{}.md", MUSTER_PAGES, name));
}

json::Value parsed(std::string_view text) {
  auto value = json::parse(text, "example");
  REQUIRE_MESSAGE(value.has_value(), text);
  return *std::move(value);
}

std::string answer_of(Bundled& bundled, const Example& example) {
  const bool is_text = example.kind == Example::Answer::text;
  return bundled.answer(example.slug, example.input,
                        is_text ? Block::Type::text : Block::Type::json);
}

void check(Bundled& bundled, const Example& example) {
  CAPTURE(example.slug);
  CAPTURE(example.line);
  const std::string answer = answer_of(bundled, example);
  switch (example.kind) {
    case Example::Answer::text:
      CHECK(answer == example.answer);
      break;
    case Example::Answer::json:
      CHECK(json::write(parsed(answer)) == json::write(parsed(example.answer)));
      break;
    case Example::Answer::shape:
      CHECK_MESSAGE(have_same_shape(answer, example.answer), answer);
      break;
  }
}

// Runs the examples of the page of a library; each of its agents has one at least.
void check_page(std::string_view name, Configurations configurations = {}) {
  Bundled bundled(name, std::move(configurations));
  REQUIRE(bundled.started.problems().empty());
  const auto examples = examples_of(page(name));
  for (const Example& example : examples) check(bundled, example);
  for (const auto& agent : bundled.serving.host.agents()) {
    CHECK_MESSAGE(std::ranges::count(examples, agent.descriptor.slug, &Example::slug) > 0,
                  agent.descriptor.slug);
  }
}

// A text with another one in place of each occurrence of a third.
std::string with(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// What stands under `agents` in a configuration file.
Configurations configurations_of(std::string_view text) {
  const auto file = yaml::read(text, "page");
  REQUIRE(file);
  const auto agents = yaml::to_json(*file->find("agents"), "page");
  REQUIRE(agents);
  Configurations configurations;
  for (const auto& agent : agents->as_object()) {
    configurations[agent.key()].json = json::write(agent.value());
  }
  return configurations;
}

}  // namespace

TEST_CASE("what the page of files shows is so, of the folder that it makes") {
  const TempDir folder;
  const auto text = page("files");
  const auto here = [&](std::string_view language) {
    return with(blocks_of(text, language).at(0), "/srv/notes", folder / "notes");
  };
  REQUIRE(std::system(here("sh").c_str()) == 0);
  check_page("files", configurations_of(here("yaml")));
}

TEST_CASE("what the page of clock shows is so") { check_page("clock"); }
TEST_CASE("what the page of digest shows is so") { check_page("digest"); }
TEST_CASE("what the page of echo shows is so") { check_page("echo"); }
TEST_CASE("what the page of text shows is so") { check_page("text"); }

TEST_CASE("a bundled library that served leaves the process when its file is removed") {
  for (const auto* const name : {"clock", "digest", "echo", "files", "text"}) {
    CAPTURE(name);
    Bundled bundled(name);
    for (const Example& example : examples_of(page(name))) {
      std::ignore = answer_of(bundled, example);
    }
    std::filesystem::remove(bundled.library);
    CHECK(bundled.serving.host.reload().outcome() == Outcome::published);
    const ProcessState after = bundled.serving.settled();
    CHECK(bundled.serving.host.status().retained.empty());
    CHECK(after.mapped.empty());
    CHECK(after.staged.empty());
  }
}

TEST_CASE("nothing is to be warned of in a bundled library") {
  for (const auto* const name : {"clock", "digest", "echo", "files", "text"}) {
    CAPTURE(name);
    Loading loading;
    REQUIRE(loading.load(fmt::format("{}/{}.so", MUSTER_PLUGINS, name)));
    for (const Error& warning : loading.warnings) CHECK_MESSAGE(false, warning.message);
  }
}

TEST_CASE("examples are found under the heading that names their agent") {
  const auto examples = examples_of(
      "# The agents\n\n## `a.b`\n\n```json\n{}\n```\n\nis\n\n```text\nx\ny\n```\n\n## More\n\n"
      "```sh\nrun\n```\n\n```json\n{\"n\":1}\n```\n\n```json example\n[]\n```\n");
  REQUIRE(examples.size() == 2);
  CHECK(examples[0].slug == "a.b");
  CHECK(examples[0].line == 6);
  CHECK(examples[0].input == "{}");
  CHECK(examples[0].kind == Example::Answer::text);
  CHECK(examples[0].answer == "x\ny");
  CHECK(examples[1].slug == "a.b");
  CHECK(examples[1].kind == Example::Answer::shape);
}

TEST_CASE("a shape is the names and types of members") {
  CHECK(have_same_shape(R"({"a":[{"b":1}]})", R"({"a":[{"b":2},{"b":3}]})"));
  CHECK_FALSE(have_same_shape(R"({"a":[{"b":1}]})", R"({"a":[{"c":2}]})"));
  CHECK_FALSE(have_same_shape(R"({"a":1})", R"({"a":1,"b":1})"));
  CHECK_FALSE(have_same_shape(R"({"a":1})", R"({"a":"1"})"));
  CHECK_FALSE(have_same_shape("[1]", "[]"));
}

}  // namespace muster::test
