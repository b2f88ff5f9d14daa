// SPDX-License-Identifier: Apache-2.0
#include "serve/configurations.h"

#include <doctest/doctest.h>

#include <string>

#include "support/temp_dir.h"

namespace muster::serve {
namespace {

Result<Configurations> read_text(const test::TempDir& temp, std::string_view text) {
  return read_config_file(temp.write("m.yaml", text)).map([](ConfigFile file) {
    return std::move(file.agents);
  });
}

Error refusal_of(std::string_view text) {
  const test::TempDir temp;
  auto all = read_text(temp, text);
  REQUIRE_FALSE(all);
  CHECK(all.error().subject.starts_with(temp / "m.yaml"));
  all.error().subject.erase(0, temp.path().size() + 1);
  return all.error();
}

TEST_CASE("each agent is given its map as JSON") {
  const test::TempDir temp;
  const auto all =
      read_text(temp, "host: x\nagents:\n  echo:\n    b: [1, yes]\n    a: ~\n  c.d: {}\n");
  REQUIRE(all);
  REQUIRE(all->size() == 2);
  CHECK(all->at("echo").json == R"({"a":null,"b":[1,"yes"]})");
  CHECK(all->at("c.d").json == "{}");
}

TEST_CASE("without the key nothing is configured") {
  const test::TempDir temp;
  CHECK(read_text(temp, "host: x\n")->empty());
  CHECK(read_text(temp, "agents: {}\n")->empty());
}

TEST_CASE("equal configurations give equal text however they are written") {
  const test::TempDir temp;
  const auto flow = read_text(temp, "agents: {a: {x: 1, y: {v: 0x10, u: 'b'}}}\n");
  const auto block = read_text(temp, "agents:\n  a:\n    y:\n      u: b\n      v: 16\n    x: 1\n");
  CHECK(flow->at("a").json == block->at("a").json);
}

TEST_CASE("a part of a configuration is found in the file by its pointer") {
  const test::TempDir temp;
  const auto all = read_text(temp, "agents:\n  a:\n    list:\n      - {k: v}\n");
  REQUIRE(all);
  const auto& place = all->at("a").place;
  CHECK(place("") == temp / "m.yaml" + ":3:5");
  CHECK(place("/list/0/k") == temp / "m.yaml" + ":4:13");
  CHECK(place("/missing") == place(""));
}

TEST_CASE("a secret stands in the text, and its place leads to the reference") {
  const test::TempDir temp;
  temp.write("token", "hush\n");
  const auto all = read_text(temp, "agents:\n  a:\n    key: {file: token}\n");
  REQUIRE(all);
  CHECK(all->at("a").json == R"({"key":"hush"})");
  CHECK(all->at("a").place("/key") == temp / "m.yaml" + ":3:10");
}

TEST_CASE("what is no map of slugs and maps is refused at its place") {
  CHECK(refusal_of("agents: [a]\n").subject == "m.yaml:1:9");
  CHECK(refusal_of("agents:\n").message == "the value is not a map of agents");
  CHECK(refusal_of("agents:\n  Echo: {}\n").message == "'Echo' is no agent's slug");
  CHECK(refusal_of("agents:\n  Echo: {}\n").subject == "m.yaml:2:3");
  CHECK(refusal_of("agents:\n  echo: hush\n").message == "what echo is given is not a map");
  CHECK(refusal_of("agents:\n  echo:\n").code == "config.bad_value");
  CHECK(refusal_of("agents: {a: {n: .inf}}\n").code == "yaml.number");
  CHECK(refusal_of("agents: {a: {n: {env: MUSTER_TEST_NOT_SET}}}\n").code == "config.secret");
}

TEST_CASE("a file whose other keys are wrong gives no configurations either") {
  CHECK(refusal_of("agents: {}\nhots: x\n").code == "config.unknown_key");
  CHECK(refusal_of("- a\n").code == "config.bad_value");
  const test::TempDir temp;
  CHECK(read_config_file(temp / "none").error().code == "file.missing");
}

TEST_CASE("a configuration file has room for many agents") {
  std::string text = "agents:\n";
  for (int i = 0; i < 1000; ++i) {
    text += "  agent-" + std::to_string(i) + ":\n    interval: 5\n    target: somewhere\n";
  }
  const test::TempDir temp;
  CHECK(read_text(temp, text)->size() == 1000);
  CHECK(refusal_of(std::string(257 * 1024, '#')).code == "file.too_large");
}

}  // namespace
}  // namespace muster::serve
