// SPDX-License-Identifier: Apache-2.0
// Every example in docs/agents is run, through a host, so that no page can say what is not so.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <tuple>

#include "agents/page.h"
#include "base/file.h"
#include "base/json.h"
#include "base/yaml.h"
#include "base/yaml_json.h"
#include "support/loading.h"
#include "support/serving_host.h"

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

// The JSON block of an answer, else its text; of an error, "CODE: message".
std::string answer_of(Host& host, const Example& example) {
  const auto answer = host.call(example.slug, example.input);
  if (!answer) {
    const Error& error = answer.error();
    const std::string code(error.agent_code.empty() ? error.code : error.agent_code);
    return fmt::format("{}: {}", code, error.message);
  }
  const bool wants_json = example.kind != Example::Answer::text;
  const auto found = std::ranges::find_if(answer->blocks, [&](const Block& block) {
    return (block.type == Block::Type::json) == wants_json;
  });
  return found == answer->blocks.end() ? "no such block" : found->bytes;
}

void check(Host& host, const Example& example) {
  CAPTURE(example.slug);
  CAPTURE(example.line);
  const std::string answer = answer_of(host, example);
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

// A host that serves one bundled library.
struct Bundled {
  Configurations configurations;
  ServingHost serving{
      HostOptions{.configurations = [this] { return Result<Configurations>(configurations); }}};

  explicit Bundled(std::string_view name, Configurations given = {})
      : configurations(std::move(given)) {
    const auto file = fmt::format("{}.so", name);
    write_whole(serving.plugin(file), content_of(fmt::format("{}/{}", MUSTER_PLUGINS, file)));
    const ReloadReport report = serving.host.start();
    REQUIRE(report.problems().empty());
  }

  // Runs the examples of a page; each agent of the library has one at least.
  void check_page(std::string_view name) {
    const auto examples = examples_of(page(name));
    for (const Example& example : examples) check(serving.host, example);
    for (const auto& agent : serving.host.agents()) {
      CHECK_MESSAGE(std::ranges::count(examples, agent.descriptor.slug, &Example::slug) > 0,
                    agent.descriptor.slug);
    }
  }
};

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
  Bundled("files", configurations_of(here("yaml"))).check_page("files");
}

TEST_CASE("what the page of clock shows is so") { Bundled("clock").check_page("clock"); }
TEST_CASE("what the page of digest shows is so") { Bundled("digest").check_page("digest"); }
TEST_CASE("what the page of echo shows is so") { Bundled("echo").check_page("echo"); }
TEST_CASE("what the page of text shows is so") { Bundled("text").check_page("text"); }

TEST_CASE("a bundled library that served leaves the process when its file is removed") {
  for (const auto* const name : {"clock", "digest", "echo", "files", "text"}) {
    CAPTURE(name);
    Bundled bundled(name);
    for (const Example& example : examples_of(page(name))) {
      std::ignore = answer_of(bundled.serving.host, example);
    }
    std::filesystem::remove(bundled.serving.plugin(fmt::format("{}.so", name)));
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
