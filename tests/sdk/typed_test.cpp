// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "base/json.h"
#include "sdk/plugin_under_test.h"

using muster::Block;
using muster::test::PluginUnderTest;

namespace {

const std::string library = MUSTER_SDK_AGENTS "/sdk_typed.so";

muster::json::Value json(std::string_view text) {
  auto value = muster::json::parse(text, "test");
  REQUIRE(value);
  return *value;
}

}  // namespace

TEST_CASE("arguments are read as the type that the body names") {
  const PluginUnderTest plugin(library);
  CHECK(
      json(plugin.answer(
          "types",
          R"({"flag":true,"ratio":0.5,"unit":"ft","tags":["a","b"],"point":{"x":3,"y":-1},"extra":[{}]})")) ==
      json(
          R"({"flag":true,"ratio":0.5,"unit":"ft","tags":"a;b;","sum":2,"limit":null,"extra":[{}]})"));
}

TEST_CASE("what the caller leaves out is the fallback of its declaration") {
  const PluginUnderTest plugin(library);
  CHECK(json(plugin.answer("fallbacks", "{}")) ==
        json(R"({"text":"a \"b\"","integer":-3,"number":true,"boolean":true,"optional":-3})"));
  const auto schema = json(plugin.agent("fallbacks").descriptor.input_schema);
  const auto& properties = schema.at("properties").as_object();
  CHECK(properties.at("text").at("default") == muster::json::Value("a \"b\""));
  CHECK(properties.at("integer").at("default") == muster::json::Value(-3));
  CHECK(properties.at("number").at("default") == muster::json::Value(0.1));
  CHECK(properties.at("boolean").at("default") == muster::json::Value(true));
  CHECK(schema.at("required").as_array().empty());
}

TEST_CASE("a fallback that does not fit is refused like a value of the caller's") {
  const PluginUnderTest plugin(library);
  const auto* const refusal =
      R"(argument.out_of_range: argument "byte" is out of range: expected 0 to 255, found 300)";
  CHECK(plugin.answer("narrow", R"({"byte":300})") == refusal);
  CHECK(plugin.answer("narrow", "{}") == refusal);
}

TEST_CASE("an agent without declarations reads any argument by name") {
  const PluginUnderTest plugin(library);
  CHECK(plugin.answer("numbers", R"({"numbers":[1,2,-4]})") == "-1");
  CHECK(plugin.answer("keys", R"({"a":[],"b":1})") == "a=b=av+");
}

TEST_CASE("an error deep in an argument names the way to it") {
  const PluginUnderTest plugin(library);
  CHECK(
      plugin.answer("numbers", R"({"numbers":[1,32768]})") ==
      R"(argument.out_of_range: argument "numbers[1]" is out of range: expected -32768 to 32767, found 32768)");
  CHECK(
      plugin.answer("numbers", R"({"numbers":[1,"2"]})") ==
      R"(argument.wrong_type: argument "numbers[1]" has the wrong type: expected an integer, found a string)");
  CHECK(
      plugin.answer("deep", R"({"rows":[0,{"cells":[{"name":7}]}]})") ==
      R"(argument.wrong_type: argument "rows[1].cells[0].name" has the wrong type: expected a string, found an integer)");
  CHECK(plugin.answer("deep", R"({"rows":[0,{"cells":[{}]}]})") ==
        R"(argument.missing: argument "rows[1].cells[0]" has no member "name")");
  CHECK(plugin.answer("deep", R"({"rows":[0]})") ==
        R"(argument.missing: argument "rows" has nothing at place 1)");
  CHECK(
      plugin.answer("deep", R"({"rows":[0,1]})") ==
      R"(argument.missing: argument "rows[1]" has the wrong type: expected an object, found an integer)");
}

TEST_CASE("values nest in a reply") {
  const PluginUnderTest plugin(library);
  CHECK(json(plugin.answer("nested", R"({"in":[1,{"a":null,"b":"c","d":0.25,"e":false}]})")) ==
        json(R"({"list":[1,"two",null,[true,0.5]],"one":[1],"empty":[],
                 "object":{"a":1,"b":{}},"names":["x","y"],"table":{"none":[],"odd":[1,3]},
                 "none":null,"some":7,"rows":[{"name":"x","size":1},{"name":"y","size":1}],
                 "copy":{"in":[1,{"a":null,"b":"c","d":0.25,"e":false}]}})"));
  CHECK(plugin.answer("list", "{}") == R"([[1,2],["a","b"],[]])");
}

TEST_CASE("what is no number of JSON fails the call") {
  const PluginUnderTest plugin(library);
  CHECK_FALSE(plugin.call("not-a-number", "{}"));
}

TEST_CASE("blocks of every kind arrive as they were written") {
  const PluginUnderTest plugin(library);
  const auto blocks = plugin.call("blocks", "{}");
  REQUIRE(blocks);
  REQUIRE(blocks->size() == 5);
  CHECK(blocks->at(0) == Block{Block::Type::image, "image/png", "", std::string("\x89PNG\0", 5)});
  CHECK(blocks->at(1) == Block{Block::Type::audio, "audio/wav", "", "RIFF"});
  CHECK(blocks->at(2) == Block{Block::Type::resource, "text/plain", "file:///a.txt", "a"});
  CHECK(blocks->at(3).type == Block::Type::json);
  CHECK(blocks->at(3).bytes == R"({"a":[1]})");
  CHECK(blocks->at(4).bytes == "done");
}

TEST_CASE("a declared output is enforced by the host's schema") {
  const PluginUnderTest plugin(library);
  const auto& agent = plugin.agent("answers");
  REQUIRE(agent.output_schema);
  CHECK_FALSE(agent.output_schema->check(json(plugin.answer("answers", R"({"right":true})"))));
  CHECK(agent.output_schema->check(json(plugin.answer("answers", R"({"right":false})"))));
  CHECK(agent.descriptor.max_result_bytes == 100);
  CHECK(agent.descriptor.max_concurrent == 2);
}

TEST_CASE("a body reads its configuration, and the fallbacks declared for it") {
  const PluginUnderTest bare(library);
  CHECK(json(bare.answer("configured", "{}")) == json(R"({"step":2,"name":"nobody","all":{}})"));
  const PluginUnderTest plugin(library, {{"configured", {R"({"step":5,"name":"a"})"}}});
  CHECK(json(plugin.answer("configured", "{}")) ==
        json(R"({"step":5,"name":"a","all":{"step":5,"name":"a"}})"));
}

TEST_CASE("a configuration outside its declaration refuses the library") {
  const PluginUnderTest plugin(library, {{"configured", {R"({"step":0})"}}});
  CHECK_FALSE(plugin.problems().empty());
}

TEST_CASE("an agent of a class keeps what its constructor made") {
  const PluginUnderTest plugin(library, {{"prefix", {R"({"prefix":"* "})"}}});
  CHECK(plugin.answer("prefix", R"({"text":"a"})") == "* 1a");
  CHECK(plugin.answer("prefix", R"({"text":"b"})") == "* 2b");
  CHECK(plugin.answer("bare", "{}") == "bare");
}

TEST_CASE("a constructor that fails refuses the library with its message") {
  const PluginUnderTest plugin(library, {{"prefix", {R"({"prefix":"throw"})"}}});
  REQUIRE_FALSE(plugin.problems().empty());
  CHECK(plugin.problems().front().message == "the prefix is a bad one");
}
