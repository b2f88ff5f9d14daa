// SPDX-License-Identifier: Apache-2.0
#include "schema/schema.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/json.h"

namespace muster::schema {
namespace {

Schema compiled(std::string_view text) {
  auto schema = Schema::compile(text, "a.so: echo");
  REQUIRE_MESSAGE(schema, schema.error());
  return std::move(*schema);
}

/// "schema.code #/place: why" of a schema that is refused.
std::string refusal_of(std::string_view text) {
  const auto schema = Schema::compile(text, "a.so: echo");
  REQUIRE_FALSE(schema);
  CHECK(schema.error().subject == "a.so: echo");
  CHECK(schema.error().kind == Kind::invalid);
  CHECK_FALSE(schema.error().hint.empty());
  return fmt::format("{} {}", schema.error().code, schema.error().message);
}

/// "/place: why", or "valid".
std::string verdict(const Schema& schema, std::string_view instance) {
  const auto value = json::parse(instance, "instance");
  REQUIRE_MESSAGE(value, value.error());
  const auto violation = schema.check(*value);
  return violation ? violation->instance + ": " + violation->message : "valid";
}
std::string verdict(std::string_view schema, std::string_view instance) {
  return verdict(compiled(schema), instance);
}

/// The keyword that a value breaks.
std::string broken(std::string_view schema, std::string_view instance) {
  const auto violation = compiled(schema).check(*json::parse(instance, "instance"));
  return violation ? violation->schema : "none";
}

/// `inner`, nested `depth` times between `begin` and `end`.
std::string nested(std::size_t depth, std::string_view begin, std::string_view inner,
                   std::string_view end) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += begin;
  text += inner;
  for (std::size_t i = 0; i < depth; ++i) text += end;
  return text;
}

}  // namespace

TEST_CASE("a violation names the place in the instance, the keyword and what was expected") {
  const Schema schema = compiled(
      R"({"properties": {"a/b": {"items": {"properties": {"c~d": {"type": "integer"}}}}}})");
  const auto violation = schema.check(*json::parse(R"({"a/b": [{}, {"c~d": "x"}]})", "instance"));
  REQUIRE(violation);
  CHECK(violation->instance == "/a~1b/1/c~0d");
  CHECK(violation->schema == "/properties/a~1b/items/properties/c~0d/type");
  CHECK(violation->message == "expected an integer, found a string");
}

TEST_CASE("a violation says in a few words what to change") {
  CHECK(verdict(R"({"type": ["string", "null"]})", "1") ==
        ": expected null or a string, found an integer");
  CHECK(verdict(R"({"type": "integer"})", "1.5") ==
        ": expected an integer, found a number with a fraction");
  CHECK(verdict(R"({"enum": ["a", 1, null]})", R"("b")") == R"(: expected one of "a", 1, null)");
  CHECK(verdict(R"({"const": {"a": 1}})", "{}") == R"(: expected exactly {"a":1})");
  CHECK(verdict(R"({"required": ["text"]})", "{}") == R"(: "text" is missing)");
  CHECK(verdict(R"({"dependentRequired": {"a": ["b"]}})", R"({"a": 1})") ==
        R"(: "b" is missing, which "a" asks for)");
  CHECK(verdict(R"({"properties": {"text": true, "to": true}, "additionalProperties": false})",
                R"({"txet": 1})") == "/txet: unknown; known here: text, to");
  CHECK(verdict(R"({"minimum": 3})", "2") == ": expected at least 3");
  CHECK(verdict(R"({"exclusiveMaximum": 0.5})", "1") == ": expected less than 0.5");
  CHECK(verdict(R"({"multipleOf": 5})", "7") == ": expected a multiple of 5");
  CHECK(verdict(R"({"minLength": 2})", R"("x")") == ": expected at least 2 characters, found 1");
  CHECK(verdict(R"({"maxItems": 1})", "[1, 2]") == ": expected at most 1 item, found 2");
  CHECK(verdict(R"({"minProperties": 1})", "{}") == ": expected at least 1 member, found 0");
  CHECK(verdict(R"({"pattern": "^[a-z]+$"})", R"("A")") ==
        ": expected a match of the pattern ^[a-z]+$");
  CHECK(verdict(R"({"uniqueItems": true})", "[1, 2, 1.0]") == ": the items 0 and 2 are equal");
  CHECK(verdict(R"({"contains": {"type": "null"}, "minContains": 2})", "[null]") ==
        ": expected at least 2 items that match the schema of contains, found 1");
  CHECK(verdict(R"({"not": {"type": "null"}})", "null") == ": matches what it must not match");
  CHECK(verdict("false", "1") == ": nothing is allowed here");
}

TEST_CASE("a value that no alternative takes is told why each refuses it") {
  CHECK(
      verdict(R"({"oneOf": [{"required": ["text"]}, {"properties": {"n": {"type": "null"}}}]})",
              R"({"n": 1})") ==
      R"(: matches none of 2 schemas: "text" is missing, or /n: expected null, found an integer)");
  CHECK(verdict(R"({"oneOf": [{"type": "integer"}, {"minimum": 2}]})", "3") ==
        ": matches 2 schemas of which it must match one");
}

TEST_CASE("a violation quotes no value of the instance, which may be a secret") {
  const std::string_view secret = R"({"key": "hunter2"})";
  for (const std::string_view rule :
       {R"({"type": "integer"})", R"({"const": "x"})", R"({"enum": ["x"]})", R"({"maxLength": 1})",
        R"({"pattern": "^x$"})", R"({"not": {}})", R"({"anyOf": [false, {"const": 1}]})"}) {
    const std::string text =
        verdict(fmt::format(R"({{"properties": {{"key": {}}}}})", rule), secret);
    CHECK(text != "valid");
    CHECK_MESSAGE(text.find("hunter2") == std::string::npos, text);
  }
}

TEST_CASE("numbers are compared by value, whatever they are written as") {
  CHECK(verdict(R"({"type": "integer"})", "1.0") == "valid");
  CHECK(verdict(R"({"type": "integer"})", "1e300") == "valid");
  CHECK(verdict(R"({"type": "integer"})", "18446744073709551615") == "valid");
  CHECK(verdict(R"({"const": 1})", "1.0") == "valid");
  CHECK(verdict(R"({"const": -0.0})", "0") == "valid");
  CHECK(broken(R"({"maximum": 18446744073709551614})", "18446744073709551615") == "/maximum");
  CHECK(broken(R"({"maximum": 9007199254740992.0})", "9007199254740993") == "/maximum");
  CHECK(broken(R"({"minimum": -9223372036854775807})", "-9223372036854775808") == "/minimum");
  CHECK(broken(R"({"const": 9007199254740993})", "9007199254740992.0") == "/const");
}

TEST_CASE("a multiple is one of the decimal that was written") {
  CHECK(verdict(R"({"multipleOf": 0.01})", "19.99") == "valid");
  CHECK(verdict(R"({"multipleOf": 0.0001})", "0.0075") == "valid");
  CHECK(verdict(R"({"multipleOf": 0.1})", "1e300") == "valid");
  CHECK(verdict(R"({"multipleOf": 1e-300})", "-12.5") == "valid");
  CHECK(verdict(R"({"multipleOf": 3})", "18446744073709551615") == "valid");
  CHECK(verdict(R"({"multipleOf": 2})", "-9223372036854775808") == "valid");
  CHECK(verdict(R"({"multipleOf": 1e300})", "0") == "valid");
  CHECK(verdict(R"({"multipleOf": 1024})", "1e10") == "valid");
  CHECK(broken(R"({"multipleOf": 1024})", "1e9") == "/multipleOf");
  CHECK(broken(R"({"multipleOf": 1e300})", "5") == "/multipleOf");
  CHECK(broken(R"({"multipleOf": 3})", "1e300") == "/multipleOf");
  CHECK(broken(R"({"multipleOf": 0.3})", "1") == "/multipleOf");
}

TEST_CASE("a length is counted in code points") {
  const std::string_view two = R"({"minLength": 2, "maxLength": 2})";
  CHECK(verdict(two, R"("äö")") == "valid");
  CHECK(verdict(two, R"("\ud83d\ude00x")") == "valid");
  CHECK(broken(two, R"("ä")") == "/minLength");
}

TEST_CASE("items are unique by value, order of members and kinds of numbers apart") {
  const Schema unique = compiled(R"({"uniqueItems": true})");
  CHECK(verdict(unique, R"([1, true, "1", [1], {"a": 1}, null, 0, false])") == "valid");
  CHECK(verdict(unique, "[18446744073709551615, 18446744073709551614]") == "valid");
  CHECK(verdict(unique, R"([{"a": 1, "b": [2]}, 3, {"b": [2.0], "a": 1}])") ==
        ": the items 0 and 2 are equal");
  CHECK(verdict(unique, R"([[1, 2], [2, 1], [1, 2]])") == ": the items 0 and 2 are equal");
}

TEST_CASE("a hundred thousand unique items are within the budget of steps") {
  json::Array items;
  for (int i = 0; i < 100'000; ++i) items.push_back(i);
  const Schema unique = compiled(R"({"uniqueItems": true})");
  CHECK_FALSE(unique.check(items));
  items.push_back(99'999);
  CHECK(unique.check(items)->message == "the items 99999 and 100000 are equal");
}

TEST_CASE("an instance that takes too many steps to look at is a violation") {
  const Schema doubling = compiled(
      R"({"items": {"allOf": [{"$ref": "#"}, {"$ref": "#"}]}, "type": ["array", "integer"]})");
  CHECK(verdict(doubling, nested(10, "[", "1", "]")) == "valid");
  CHECK(verdict(doubling, nested(60, "[", "1", "]")) == ": takes more than 1000000 steps to check");
  const Schema denied = compiled(
      R"({"not": {"$ref": "#/$defs/d"},
          "$defs": {"d": {"items": {"allOf": [{"$ref": "#/$defs/d"}, {"$ref": "#/$defs/d"}]}}}})");
  CHECK(verdict(denied, nested(60, "[", "1", "]")) == ": takes more than 1000000 steps to check");
}

TEST_CASE("patterns that would take a backtracking matcher for ever are answered") {
  const std::string text = '"' + std::string(1'000'000, 'x') + '"';
  CHECK(broken(R"({"pattern": "(x+x+)+y"})", text) == "/pattern");
  CHECK(verdict(R"({"pattern": "^[a-z]+$"})", text) == "valid");
  CHECK(verdict(R"({"pattern": "^\\pL+$"})", text) == "valid");
  CHECK(verdict(R"({"pattern": "(x.{1,300}y)z"})", text) ==
        ": takes more than 1000000 steps to check");
}

TEST_CASE("a schema may refer to itself below a step into the value") {
  const Schema tree = compiled(
      R"({"$ref": "#tree", "$defs": {"any name": {"$anchor": "tree", "type": "object",
          "properties": {"left": {"$ref": "#/$defs/any%20name"}, "right": {"$ref": "#"}}}}})");
  CHECK(verdict(tree, R"({"left": {"right": {}}})") == "valid");
  CHECK(verdict(tree, R"({"left": {"right": 1}})") ==
        "/left/right: expected an object, found an integer");
}

TEST_CASE("a $ref may name the document by the $id of its root") {
  const std::string_view schema =
      R"({"$id": "https://example.com/a", "$defs": {"n": {"type": "null"}}, "$ref": "https://example.com/)";
  CHECK(verdict(fmt::format(R"({}a#/$defs/n"}})", schema), "null") == "valid");
  CHECK(refusal_of(fmt::format(R"({}b#/$defs/n"}})", schema)).starts_with("schema.remote_ref "));
}

TEST_CASE("one schema may be checked against from many threads") {
  const Schema schema = compiled(R"({"items": {"pattern": "^(a|b)+$"}, "uniqueItems": true})");
  const auto instance = json::parse(R"(["a", "ab", "abba"])", "instance");
  std::atomic<int> valid = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 100; ++round) valid += schema.check(*instance) ? 0 : 1;
    });
  }
  threads.clear();  // joins
  CHECK(valid == 400);
}

TEST_CASE("annotations and names that begin with x- are passed over") {
  CHECK(verdict(R"({"$schema": "https://json-schema.org/draft/2020-12/schema", "$comment": "c",
                    "title": "t", "description": "d", "default": 1, "examples": [1],
                    "format": "date", "deprecated": true, "readOnly": true, "writeOnly": true,
                    "contentEncoding": "base64", "contentMediaType": "text/plain",
                    "x-mcp-header": {"anything": true}})",
                "1") == "valid");
}

TEST_CASE("what is no schema is refused with its place") {
  CHECK(refusal_of("{\n  x}").starts_with("schema.not_json 2:3: "));
  CHECK(
      refusal_of("[]") ==
      "schema.not_a_schema #: expected a schema, which is an object or a boolean, found an array");
  CHECK(
      refusal_of(R"({"properties": {"a": {"type": "text"}}})") ==
      "schema.not_a_schema #/properties/a/type: \"text\" is no type; the types are null, boolean, "
      "integer, number, string, array and object");
  CHECK(refusal_of(R"({"allOf": [true, 3]})") ==
        "schema.not_a_schema #/allOf/1: expected a schema, which is an object or a boolean, found "
        "an integer");
  for (const std::string_view schema :
       {R"({"type": []})",
        R"({"type": 1})",
        R"({"enum": 1})",
        R"({"required": "a"})",
        R"({"required": [1]})",
        R"({"minLength": -1})",
        R"({"minItems": 1.5})",
        R"({"maximum": "1"})",
        R"({"exclusiveMinimum": true})",
        R"({"multipleOf": 0})",
        R"({"multipleOf": -2})",
        R"({"pattern": 1})",
        R"({"uniqueItems": 1})",
        R"({"allOf": []})",
        R"({"anyOf": {}})",
        R"({"properties": []})",
        R"({"dependentRequired": {"a": "b"}})",
        R"({"$anchor": "1a"})",
        R"({"$ref": 1})",
        R"({"$id": "a#b"})",
        R"({"$defs": 1})",
        R"({"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}})"}) {
    CAPTURE(schema);
    CHECK(refusal_of(schema).starts_with("schema.not_a_schema #/"));
  }
}

TEST_CASE("a keyword that constrains and is not enforced is refused, not ignored") {
  CHECK(refusal_of(R"({"items": {"propertyNames": {"maxLength": 3}}})") ==
        "schema.unsupported_keyword #/items/propertyNames: a keyword that this host does not "
        "enforce");
  for (const std::string_view keyword :
       {"unevaluatedItems", "unevaluatedProperties", "dependentSchemas", "$dynamicRef",
        "$dynamicAnchor", "$vocabulary"}) {
    CHECK(refusal_of(fmt::format(R"({{"{}": {{}}}})", keyword))
              .starts_with("schema.unsupported_keyword #/"));
  }
}

TEST_CASE("a misspelt keyword is refused, not ignored") {
  CHECK(refusal_of(R"({"properties": {"a": {"maxLenght": 3}}})") ==
        "schema.unknown_keyword #/properties/a/maxLenght: no keyword of JSON Schema");
}

TEST_CASE("keywords and declarations of former drafts are refused with what to write now") {
  CHECK(refusal_of(R"({"definitions": {}})") ==
        "schema.other_draft #/definitions: a keyword of former drafts; use $defs");
  CHECK(refusal_of(R"({"items": [true]})") ==
        "schema.other_draft #/items: an array of schemas here is called prefixItems now");
  CHECK(refusal_of(R"({"$schema": "http://json-schema.org/draft-07/schema#"})")
            .starts_with(
                "schema.other_draft #/$schema: \"http://json-schema.org/draft-07/schema#\""));
}

TEST_CASE("a $ref that leads out of the schema, or to no schema, is refused") {
  CHECK(refusal_of(R"({"items": {"$ref": "https://example.com/a.json"}})") ==
        "schema.remote_ref #/items/$ref: \"https://example.com/a.json\" leads out of the schema");
  CHECK(refusal_of(R"({"$ref": "other.json#/a"})").starts_with("schema.remote_ref #/$ref: "));
  for (const std::string_view target :
       {"#/$defs/b", "#nowhere", "#/$defs", "#/$defs/a/default", "#/%zz", "#/$defs/a/"}) {
    CHECK(refusal_of(
              fmt::format(R"({{"$ref": "{}", "$defs": {{"a": {{"default": {{}}}}}}}})", target))
              .starts_with("schema.missing_ref #/$ref: "));
  }
  CHECK(refusal_of(R"({"items": {"$id": "b"}})") ==
        "schema.nested_id #/items/$id: only the root may have an $id");
}

TEST_CASE("a cycle of schemas for one and the same value is refused") {
  CHECK(refusal_of(R"({"$ref": "#"})") ==
        "schema.ref_cycle #: leads back to itself without a step into the value");
  CHECK(refusal_of(R"({"items": {"$ref": "#/$defs/a"},
                       "$defs": {"a": {"anyOf": [true, {"$ref": "#/$defs/b"}]},
                                 "b": {"if": {"not": {"$ref": "#/$defs/a"}}}}})")
            .starts_with("schema.ref_cycle #/$defs/a: "));
}

TEST_CASE("a row of more than 32 schemas for one value is refused") {
  const auto row = [](int length) {
    std::string definitions = R"("d0": {})";
    for (int i = 1; i < length; ++i) {
      definitions += fmt::format(R"(, "d{}": {{"$ref": "#/$defs/d{}"}})", i, i - 1);
    }
    return fmt::format(R"({{"$defs": {{{}}}}})", definitions);
  };
  compiled(row(32));
  CHECK(refusal_of(row(33)) ==
        "schema.too_deep #/$defs/d32: leads through more than 32 schemas for one value");
}

TEST_CASE("a pattern that RE2 does not take is refused with RE2's words") {
  CHECK(refusal_of(R"({"pattern": "(?=a)b"})") ==
        "schema.bad_pattern #/pattern: invalid perl operator: (?=");
  CHECK(refusal_of(R"({"patternProperties": {"(a": true}})") ==
        "schema.bad_pattern #/patternProperties/(a: missing ): (a");
  CHECK(refusal_of(R"({"pattern": "((\\pL{1,1000}){1,100}){1,100}"})")
            .starts_with("schema.bad_pattern #/pattern: "));
  std::string many = R"({"pattern": "^\\pL{1,64}$"})";
  for (int i = 0; i < 3; ++i) many = fmt::format(R"({{"allOf": [{0}, {0}]}})", many);
  CHECK(refusal_of(many) ==
        "schema.bad_pattern #/allOf/0/allOf/1/allOf/0/pattern: too large, with "
        "the other patterns of the schema");
}

TEST_CASE("a schema beyond a limit is refused") {
  const auto deep = [](std::size_t depth) { return nested(depth, R"({"not": )", "true", "}"); };
  compiled(deep(32));
  CHECK(refusal_of(deep(33)).find(std::string("schema.too_deep #") + nested(32, "/not", "", "") +
                                  ": nested deeper than 32 levels") == 0);
  CHECK(refusal_of(deep(1'000)).starts_with("schema.too_deep 1:"));

  const auto many = [](int count) {
    std::string members;
    for (int i = 0; i < count; ++i) members += fmt::format(R"("x-{}": 0, )", i);
    return fmt::format(R"({{{}"title": "t"}})", members);
  };
  compiled(many(999));
  CHECK(refusal_of(many(1'000)) == "schema.too_many_keywords #/title: more than 1000 keywords");

  const std::string text = R"({"title": ")" + std::string(kBytesMax, 'x') + R"("})";
  CHECK(refusal_of(text) == "schema.too_large #: 65549 bytes; the limit is 65536");
}

}  // namespace muster::schema
