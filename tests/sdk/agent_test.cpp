// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "plugin/inspect.h"
#include "sdk/plugin_under_test.h"

using muster::test::PluginUnderTest;

namespace {

const std::string folder = MUSTER_SDK_AGENTS;

muster::Result<muster::plugin::Inspection> inspect(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  return muster::plugin::inspect(std::as_bytes(std::span(bytes)), file);
}

/// The slugs in the order in which `register` adds them.
std::vector<std::string> order_of_adding(const std::string& file) {
  void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  REQUIRE(library != nullptr);
  std::vector<std::string> slugs;
  const muster_registrar registrar{
      .struct_size = sizeof registrar,
      .abi_major = MUSTER_ABI_MAJOR,
      .abi_minor = MUSTER_ABI_MINOR,
      .reserved = 0,
      .context = &slugs,
      .add = [](void* context, const muster_agent_descriptor* agent) -> std::int32_t {
        static_cast<std::vector<std::string>*>(context)->emplace_back(agent->slug.data,
                                                                      agent->slug.size);
        return MUSTER_OK;
      },
      .version = nullptr};
  void* const entry = dlsym(library, "register");
  REQUIRE(entry != nullptr);
  CHECK(reinterpret_cast<decltype(&muster_register)>(entry)(&registrar) == MUSTER_OK);
  dlclose(library);
  return slugs;
}

}  // namespace

TEST_CASE("agents are added in the order of their slugs, however the library was linked") {
  const std::vector<std::string> sorted{"ant", "bee", "moth", "zebra"};
  CHECK(order_of_adding(folder + "/sdk_many.so") == sorted);
  CHECK(order_of_adding(folder + "/sdk_many_reversed.so") == sorted);
}

TEST_CASE("every agent of every source file is found and answers") {
  const std::vector<std::string> all{"ant", "bee", "moth", "zebra"};
  for (const auto* const name : {"/sdk_many.so", "/sdk_many_lto.so", "/sdk_many_reversed.so"}) {
    CAPTURE(name);
    const PluginUnderTest plugin(folder + name);
    CHECK(plugin.slugs() == all);
    for (const auto& slug : all) CHECK(plugin.answer(slug, R"({"text":""})") == slug);
  }
}

TEST_CASE("two libraries in one process keep their agents apart") {
  const PluginUnderTest many(folder + "/sdk_many.so");
  const PluginUnderTest behaviours(folder + "/sdk_behaviours.so");
  CHECK(many.slugs().size() == 4);
  CHECK(behaviours.slugs().front() == "arguments");
}

TEST_CASE("two agents of one slug in one library are refused by the host") {
  const PluginUnderTest plugin(folder + "/sdk_twins.so");
  REQUIRE_FALSE(plugin.problems().empty());
  CHECK(plugin.problems().front().subject.ends_with("sdk_twins.so: twin"));
}

TEST_CASE("a library carries the note and says that it needs muster.json/1") {
  for (const auto* const name : {"/sdk_many.so", "/sdk_many_lto.so"}) {
    CAPTURE(name);
    const auto inspection = inspect(folder + name);
    REQUIRE(inspection);
    CHECK(inspection->has_register);
    REQUIRE(inspection->note);
    CHECK(inspection->note->major == MUSTER_ABI_MAJOR);
    CHECK(inspection->note->minor == MUSTER_ABI_MINOR);
    CHECK(inspection->note->required_extensions == std::vector<std::string>{"muster.json/1"});
  }
}

TEST_CASE("what an agent says of itself reaches the host") {
  const PluginUnderTest plugin(folder + "/sdk_many.so");
  const auto& bee = plugin.agent("bee").descriptor;
  CHECK(bee.description == "In a namespace, with everything it may say of itself.");
  CHECK(bee.title == "Bee");
  CHECK(bee.version == "1.2");
  CHECK(bee.tags == std::vector<std::string>{"insect", "useful"});
  CHECK(bee.concurrent);
  CHECK(bee.idempotent);
  CHECK(bee.read_only);
  CHECK(bee.destructive);
  CHECK(bee.open_world);
  CHECK(bee.deprecated);
  CHECK(bee.replaced_by == "ant");
  CHECK(bee.deadline_ms == 2000);
  CHECK_FALSE(plugin.agent("ant").descriptor.concurrent);
}

TEST_CASE("declared arguments make the input schema") {
  const PluginUnderTest plugin(folder + "/sdk_many.so");
  const auto schema = muster::json::parse(plugin.agent("bee").descriptor.input_schema, "schema");
  const auto expected = muster::json::parse(
      R"({"$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {"text": {"type": "string", "description": "a \"quoted\"\ttext"},
                         "count": {"type": "integer"}},
          "required": ["text"],
          "additionalProperties": false})",
      "expected");
  REQUIRE(schema);
  REQUIRE(expected);
  CHECK(*schema == *expected);
  CHECK(plugin.agent("ant").descriptor.input_schema.empty());
}

TEST_CASE("arguments reach the body by name") {
  const PluginUnderTest plugin(folder + "/sdk_behaviours.so");
  CHECK(plugin.answer("arguments", R"({"text":"a","integer":-5,"maybe":"b"})") == "a,-5,b");
  CHECK(plugin.answer("arguments", R"({"text":"","integer":3.0})") == ",3,absent");
  CHECK(plugin.answer("byte", R"({"byte":255})") == "255");
  CHECK(plugin.answer("byte", "{}") == "7");
  CHECK(plugin.answer("raw", "anything at all") == "anything at all");
}

TEST_CASE("a bad argument ends the call and the message names it") {
  const PluginUnderTest plugin(folder + "/sdk_behaviours.so");
  const auto answer = [&](std::string_view input) { return plugin.answer("arguments", input); };
  CHECK(answer(R"({"integer":1})") ==
        R"(argument.missing: argument "text" is missing: expected a string)");
  CHECK(
      answer(R"({"text":7,"integer":1})") ==
      R"(argument.wrong_type: argument "text" has the wrong type: expected a string, found an integer)");
  CHECK(
      answer(R"({"text":"a","integer":1.5})") ==
      R"(argument.wrong_type: argument "integer" has the wrong type: expected an integer, found a number)");
  CHECK(
      answer(R"({"text":"a","integer":1,"maybe":null})") ==
      R"(argument.wrong_type: argument "maybe" has the wrong type: expected a string, found null)");
  CHECK(answer("[]") ==
        "argument.not_an_object: the input has the wrong type: expected an object, found an array");
  CHECK(answer("{") == "argument.not_json: the input is not JSON");
}

TEST_CASE("an integer that does not fit is refused with its range") {
  const PluginUnderTest plugin(folder + "/sdk_behaviours.so");
  CHECK(plugin.answer("byte", R"({"byte":256})") ==
        R"(argument.out_of_range: argument "byte" is out of range: expected 0 to 255, found 256)");
  CHECK(plugin.answer("byte", R"({"byte":-1})") ==
        R"(argument.out_of_range: argument "byte" is out of range: expected 0 to 255, found -1)");
}

TEST_CASE("a body that asks for what it did not declare ends its call") {
  const PluginUnderTest plugin(folder + "/sdk_behaviours.so");
  CHECK(plugin.answer("undeclared", R"({"text":"a"})") ==
        R"(argument.undeclared: argument "txet" is not declared, but the agent asks for it)");
  CHECK(
      plugin.answer("declared-otherwise", R"({"text":"a"})") ==
      R"(argument.declared_otherwise: argument "text" is declared as a string, but the agent asks for an integer)");
  CHECK(plugin.answer("needs-it", "{}") ==
        R"(argument.missing: argument "maybe" was left out, and the agent has no fallback)");
}

TEST_CASE("a reply of JSON has each value as it was given") {
  const PluginUnderTest plugin(folder + "/sdk_behaviours.so");
  const auto blocks = plugin.call("writes-json", "{}");
  REQUIRE(blocks);
  REQUIRE(blocks->size() == 1);
  CHECK(blocks->front().type == muster::Block::Type::json);
  CHECK(
      blocks->front().bytes ==
      R"({"text":"a \"b\"\n","literal":"x","integer":-9223372036854775808,"size":6,"number":0.5,"boolean":true})");
  CHECK(plugin.answer("writes-huge", "{}") ==
        "result.integer_too_large: an integer is beyond those that JSON readers keep");
}

TEST_CASE("an agent may write several blocks") {
  const PluginUnderTest plugin(folder + "/sdk_behaviours.so");
  const auto blocks = plugin.call("writes-twice", "{}");
  REQUIRE(blocks);
  REQUIRE(blocks->size() == 2);
  CHECK(blocks->at(0).bytes == "one");
  CHECK(blocks->at(1).bytes == "two");
}

TEST_CASE("a failure carries the agent's code and message") {
  const PluginUnderTest plugin(folder + "/sdk_behaviours.so");
  CHECK(plugin.answer("fails", "{}") == "no_such_zone: no zone of that name");
  CHECK(plugin.answer("fails-deep", "{}") == "deep: from below");
  CHECK(plugin.call("fails", "{}").error().code == "agent.failed");
}

TEST_CASE("a refused reply fails the call with the host's reason") {
  const PluginUnderTest plugin(folder + "/sdk_behaviours.so");
  CHECK(plugin.answer("writes-bytes", "{}") ==
        ": agent returned MUSTER_INVALID and gave no reason; the host had refused: "
        "block 1 (text): not UTF-8 at byte 0");
}

TEST_CASE("an exception of the body ends inside the plugin") {
  const PluginUnderTest plugin(folder + "/sdk_behaviours.so");
  CHECK(plugin.answer("throws", "{}") == "agent.threw: agent threw: the disk is gone");
  CHECK(plugin.answer("throws-int", "{}") ==
        "agent.threw: agent threw: something that is no std::exception");
}

TEST_CASE("a body learns whether somebody waits for it") {
  const PluginUnderTest plugin(folder + "/sdk_behaviours.so");
  CHECK(plugin.answer("is-cancelled", "{}") == "waited for");
}
