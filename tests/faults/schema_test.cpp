// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

#include "faults/kept.h"
#include "support/serving_host.h"

namespace muster::test {
namespace {

/// Puts a library at `path` whose agent has this input schema.
void write_with_schema(const std::string& path, std::string schema) {
  const std::string placeholder = "schema:" + std::string(400, '.');
  REQUIRE(schema.size() <= placeholder.size());
  schema.resize(placeholder.size(), ' ');
  patched_copy(fixture("schema"), path, placeholder, schema);
}

Fault fault(std::string_view name, std::string schema, std::string_view code,
            std::string_view place) {
  return {
      "META-02",
      name,
      [schema = std::move(schema)](const std::string& path) { write_with_schema(path, schema); },
      code,
      place,
      ": picky"};
}

std::string deep() {
  std::string schema;
  for (int i = 0; i < 33; ++i) schema += R"({"not":)";
  return schema + "{}" + std::string(33, '}');
}

}  // namespace

TEST_CASE("META-02 a schema that cannot be enforced as it stands is refused by its place") {
  const Fault faults[] = {
      fault("not JSON", R"({"type": "object)", "schema.not_json", "input_schema: 1:"),
      fault("no object", "[]", "schema.not_a_schema", "input_schema: #: "),
      fault("not a schema", R"({"properties": {"a": {"type": "text"}}})", "schema.not_a_schema",
            "input_schema: #/properties/a/type: "),
      fault("not enforced", R"({"unevaluatedProperties": false})", "schema.unsupported_keyword",
            "input_schema: #/unevaluatedProperties: "),
      fault("misspelt", R"({"items": {"maxLenght": 3}})", "schema.unknown_keyword",
            "input_schema: #/items/maxLenght: "),
      fault("older draft", R"({"definitions": {}})", "schema.other_draft",
            "input_schema: #/definitions: "),
      fault("remote $ref", R"({"$ref": "https://example.com/a.json"})", "schema.remote_ref",
            "input_schema: #/$ref: "),
      fault("$ref to nothing", R"({"not": {"$ref": "#/$defs/a"}})", "schema.missing_ref",
            "input_schema: #/not/$ref: "),
      fault("$ref cycle", R"({"$defs": {"a": {"$ref": "#/$defs/a"}}})", "schema.ref_cycle",
            "input_schema: #/$defs/a: "),
      fault("too deep", deep(), "schema.too_deep", "input_schema: #/not/not/"),
      fault("pattern", R"({"properties": {"a": {"pattern": "(?=a)b"}}})", "schema.bad_pattern",
            "input_schema: #/properties/a/pattern: "),
  };
  for (const Fault& fault : faults) {
    check_old_table_kept(fault);
    check_others_start(fault);
  }
}

TEST_CASE("CALL-03 hostile input against a schema is answered or refused, and soon") {
  ServingHost serving;
  write_with_schema(serving.plugin("picky.so"), R"({
    "properties": {"text": {"pattern": "^[a-z]+$"}, "evil": {"pattern": "(x+x+)+y"},
                   "items": {"uniqueItems": true}},
    "additionalProperties": false})");
  serving.host.start();
  const auto code_of = [&serving](const std::string& input) {
    const auto answer = serving.host.call("picky", input);
    return answer ? std::string("answered") : std::string(answer.error().code);
  };
  const std::string megabyte(1'000'000, 'x');
  std::string items = "[0";
  for (int i = 1; i < 100'000; ++i) items += ',' + std::to_string(i);

  CHECK(code_of(R"({"text":")" + megabyte + R"("})") == "answered");
  CHECK(code_of(R"({"text":")" + megabyte + R"(!"})") == "call.invalid_input");
  CHECK(code_of(R"({"evil":")" + megabyte + R"("})") == "call.invalid_input");
  CHECK(code_of(R"({"items":)" + items + "]}") == "answered");
  CHECK(code_of(R"({"items":)" + items + ",7]}") == "call.invalid_input");
  CHECK(code_of(R"({"deep":)" + std::string(65, '[') + std::string(65, ']') + "}") ==
        "json.too_deep");
  CHECK(code_of(R"({"text":1e999})") == "json.number");
  CHECK(code_of(R"({"text":"a","text":"b"})") == "json.duplicate_key");
  CHECK(code_of(R"({"text":"a"})") == "answered");
}

}  // namespace muster::test
