// SPDX-License-Identifier: Apache-2.0
#include "base/yaml_json.h"

#include <doctest/doctest.h>

#include <string>

namespace muster::yaml {
namespace {

Node document(std::string_view text) {
  auto node = read(text, "f");
  REQUIRE_MESSAGE(node, node.error().message);
  return *std::move(node);
}

std::string json_of(std::string_view text) {
  CAPTURE(std::string(text));
  const auto value = to_json(document(text), "f");
  REQUIRE_MESSAGE(value, value.error().message);
  return json::write(*value);
}

// Of one scalar, as the value of a key.
std::string json_of_value(const std::string& text) {
  const std::string object = json_of("k: " + text);
  return object.substr(5, object.size() - 6);
}

}  // namespace

TEST_CASE("plain scalars that look like null or a boolean are one") {
  for (const char* text : {"~", "null", "Null", "NULL", ""}) CHECK(json_of_value(text) == "null");
  for (const char* text : {"true", "True", "TRUE"}) CHECK(json_of_value(text) == "true");
  for (const char* text : {"false", "False", "FALSE"}) CHECK(json_of_value(text) == "false");
}

TEST_CASE("plain scalars that look like a whole number are one") {
  CHECK(json_of_value("0") == "0");
  CHECK(json_of_value("+12") == "12");
  CHECK(json_of_value("-12") == "-12");
  CHECK(json_of_value("010") == "10");
  CHECK(json_of_value("0o17") == "15");
  CHECK(json_of_value("0x1F") == "31");
  CHECK(json_of_value("-9223372036854775808") == "-9223372036854775808");
  CHECK(json_of_value("18446744073709551615") == "18446744073709551615");
}

TEST_CASE("plain scalars that look like a number are one") {
  CHECK(json_of_value("1.5") == "1.5");
  CHECK(json_of_value("-.5") == "-0.5");
  CHECK(json_of_value("+5.") == "5.0");
  CHECK(json_of_value("1e3") == "1000.0");
  CHECK(json_of_value("12e-1") == "1.2");
}

TEST_CASE("all other scalars are text") {
  for (const char* text : {"yes", "on", "nullable", "1_000", "1:30", "0b1", "0x", "-0x1F", "1.2.3",
                           "1e", ".", "2026-11-20", "tRUE"}) {
    CHECK(json_of_value(text) == '"' + std::string(text) + '"');
  }
}

TEST_CASE("quoted and block scalars are text whatever they look like") {
  CHECK(json_of_value("'12'") == R"("12")");
  CHECK(json_of_value("\"true\"") == R"("true")");
  CHECK(json_of_value("''") == R"("")");
  CHECK(json_of_value("|-\n  12") == R"("12")");
  CHECK(json_of_value(">-\n  null") == R"("null")");
}

TEST_CASE("maps and lists become objects and arrays, with keys sorted") {
  CHECK(json_of("b: [1, {y: 2, x: 3}]\na:\n- {}\n- []\n") ==
        R"({"a":[{},[]],"b":[1,{"x":3,"y":2}]})");
  CHECK(json_of("") == "{}");
}

TEST_CASE("a number that JSON cannot hold is refused at its place and not quoted") {
  for (const std::string text : {".inf", "-.INF", ".nan", "1e999", "18446744073709551616",
                                 "-9223372036854775809", "0x10000000000000000"}) {
    CAPTURE(text);
    const auto value = to_json(document("a: 1\nb: [x, " + text + "]\n"), "f");
    REQUIRE_FALSE(value);
    CHECK(value.error().code == "yaml.number");
    CHECK(value.error().subject == "f:2:8");
    CHECK(value.error().message.find(text) == std::string::npos);
  }
}

TEST_CASE("a JSON pointer leads back to the place in the document") {
  const Node root = document("a:\n  - x\n  - b/c: 1\n    d~e: 2\n");
  CHECK(mark_of(root, "") == Mark{1, 1});
  CHECK(mark_of(root, "/a/0") == Mark{2, 5});
  CHECK(mark_of(root, "/a/1/b~1c") == Mark{3, 10});
  CHECK(mark_of(root, "/a/1/d~0e") == Mark{4, 10});
}

TEST_CASE("a JSON pointer to what is not there leads to what is around it") {
  const Node root = document("a:\n  b: [x]\n");
  CHECK(mark_of(root, "/a/missing") == Mark{2, 3});
  CHECK(mark_of(root, "/a/b/7") == mark_of(root, "/a/b"));
  CHECK(mark_of(root, "/a/b/x") == mark_of(root, "/a/b"));
  CHECK(mark_of(root, "/a/b/0/deeper") == mark_of(root, "/a/b/0"));
  CHECK(mark_of(root, "no pointer") == Mark{1, 1});
}

}  // namespace muster::yaml
