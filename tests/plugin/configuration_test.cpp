// SPDX-License-Identifier: Apache-2.0
#include "plugin/configuration.h"

#include <doctest/doctest.h>

#include <string>

namespace muster::plugin {
namespace {

Error refusal_of(Configuration configuration) {
  Agent agent;
  agent.descriptor.slug = "echo";
  const Configurations configurations{{"echo", std::move(configuration)}};
  const auto given = configuration_of(agent, configurations, "a.so");
  REQUIRE_FALSE(given);
  return given.error();
}

}  // namespace

TEST_CASE("an agent is given the configuration of its slug, or an empty object") {
  Agent agent;
  const Configurations configurations{{"echo", {R"({"a":1})"}}};
  agent.descriptor.slug = "echo";
  CHECK(configuration_of(agent, configurations, "a.so")->text == R"({"a":1})");
  CHECK(configuration_of(agent, configurations, "a.so")->value == json::Value{{"a", 1}});
  agent.descriptor.slug = "other";
  CHECK(configuration_of(agent, configurations, "a.so")->text == "{}");
}

TEST_CASE("a configuration that is no JSON object is refused without quoting it") {
  for (const char* text : {"", "[1]", "\"secret\"", "{\"secret\":1,\"secret\":2}", "{secret"}) {
    const Error error = refusal_of({text});
    CHECK(error.code == "config.invalid");
    CHECK(error.subject == "a.so: echo");
    CHECK(error.message.find("secret") == std::string::npos);
  }
}

TEST_CASE("a refused configuration is named by its place, where that is known") {
  const auto place = [](const std::string& pointer) { return "m.yaml:3:5" + pointer; };
  CHECK(refusal_of({"[]", place}).subject == "m.yaml:3:5");
  CHECK(refusal_of({"[]", [](const std::string&) { return std::string(); }}).subject ==
        "a.so: echo");
}

TEST_CASE("a refused configuration is told with the schema that it breaks, on one line") {
  Agent agent;
  agent.descriptor.slug = "echo";
  agent.descriptor.config_schema = "{\n  \"required\": [\"n\"]\n}";
  agent.config_schema = schema::Schema::compile(agent.descriptor.config_schema, "s").value();
  const auto given = configuration_of(agent, {}, "a.so");
  REQUIRE_FALSE(given);
  CHECK(given.error().hint.ends_with(R"(; its config_schema is {"required":["n"]})"));
  agent.descriptor.config_schema = R"({"title":")" + std::string(2000, 'x') + R"("})";
  CHECK(schema_hint(agent.descriptor).ends_with("xxx..."));
  CHECK(schema_hint(agent.descriptor).size() < 1000);
}

TEST_CASE("a configuration that breaks the agent's schema is refused where it does") {
  Agent agent;
  agent.descriptor.slug = "echo";
  agent.config_schema =
      schema::Schema::compile(R"({"properties":{"n":{"type":"integer"}},"required":["n"]})", "s")
          .value();
  const auto place = [](const std::string& pointer) { return "m.yaml" + pointer; };
  const auto refusal = [&](const Configurations& configurations) {
    const auto given = configuration_of(agent, configurations, "a.so");
    REQUIRE_FALSE(given);
    CHECK(given.error().code == "config.invalid");
    return given.error();
  };
  CHECK(configuration_of(agent, {{"echo", {R"({"n":1})"}}}, "a.so")->text == R"({"n":1})");
  const Error wrong = refusal({{"echo", {R"({"n":"hush"})", place}}});
  CHECK(wrong.subject == "m.yaml/n");
  CHECK(wrong.message.starts_with("the configuration of echo at /n: "));
  CHECK(to_string(wrong).find("hush") == std::string::npos);
  CHECK(refusal({{"echo", {"{}", place}}}).subject == "m.yaml");
}

TEST_CASE("an agent that needs a configuration and has none is refused by its name") {
  Agent agent;
  agent.descriptor.slug = "echo";
  agent.config_schema = schema::Schema::compile(R"({"required":["n"]})", "s").value();
  const auto given = configuration_of(agent, {}, "a.so");
  REQUIRE_FALSE(given);
  CHECK(given.error().subject == "a.so: echo");
}

}  // namespace muster::plugin
