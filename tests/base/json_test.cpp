// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace muster;

namespace {

Error refusal(std::string_view text, json::Limits limits = {}) {
  const auto value = json::parse(text, "in", limits);
  REQUIRE_FALSE(value);
  return value.error();
}

std::string rewritten(std::string_view text) {
  return json::write(json::parse(text, "in").value());
}

}  // namespace

TEST_CASE("JSON comes back as it was written") {
  for (const std::string text :
       {R"({"a":[1,-2,18446744073709551615],"b":{"c":null},"d":[true,false]})", R"([])", R"({})",
        R"("grün \"x\" \n")", "1.5", "12.4", "0.1", "null"}) {
    CHECK(rewritten(text) == text);
  }
}

TEST_CASE("members keep their order") {
  CHECK(rewritten(R"({"b":1,"a":2})") == R"({"b":1,"a":2})");
}

TEST_CASE("a double stays one, even a whole one") {
  CHECK(rewritten("1.0") == "1.0");
  CHECK(rewritten("1e2") == "100.0");
  CHECK(json::parse("1.0", "in")->is_double());
}

TEST_CASE("a number that is none is written as null") {
  CHECK(json::write(std::numeric_limits<double>::quiet_NaN()) == "null");
  CHECK(json::write(std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("pretty JSON is indented by two and ends with a newline") {
  CHECK(json::write_pretty(json::parse(R"({"a":[1,{"b":[]}],"c":{}})", "in").value()) ==
        "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n  \"c\": {}\n}\n");
}

TEST_CASE("escapes in keys and strings are resolved") {
  const auto value = json::parse(R"({"k\u00e4":"\ud83d\ude00\t"})", "in");
  REQUIRE(value);
  CHECK(value->as_object().at("kä").as_string() == "😀\t");
}

TEST_CASE("what is not JSON is refused with its place") {
  const Error error = refusal("{\n  \"a\": tru\n}");
  CHECK(error.code == "json.syntax");
  CHECK(error.subject == "in:2:8");
}

TEST_CASE("text that ends early, comments, trailing commas and a second value are refused") {
  for (const std::string text : {"", " ", "[", "{\"a\":1", "\"a", "// a\n1", "[1,]", "{a:1}", "'a'",
                                 "1 2", "NaN", "01", "{} x", "\xef\xbb\xbf{}"}) {
    CAPTURE(text);
    CHECK(refusal(text).code == "json.syntax");
  }
  CHECK(refusal("[1").message == "the text ends before its value does");
  CHECK(refusal("{} {}").message == "more text follows the value");
}

TEST_CASE("bytes that are not UTF-8 and lone surrogates are refused") {
  CHECK(refusal("{\"a\":\"\xff\"}").code == "json.not_utf8");
  CHECK(refusal("{\"a\":\"\xff\"}").subject == "in:1:7");
  CHECK(refusal(R"("\ud800")").code == "json.syntax");
}

TEST_CASE("a duplicate key is refused, also when an escape hides it") {
  CHECK(refusal(R"({"a":1,"b":2,"a":3})").code == "json.duplicate_key");
  CHECK(refusal(R"({"a":1,"\u0061":3})").message == "the key \"a\" stands twice in one object");
  CHECK(json::parse(R"([{"a":1},{"a":{"a":2}}])", "in"));
}

TEST_CASE("a number beyond double is refused") {
  CHECK(refusal("1e400").code == "json.number");
  CHECK(refusal("[-1e99999999999]").code == "json.number");
  CHECK(json::parse("1e308", "in"));
}

TEST_CASE("nesting is accepted up to the limit") {
  const std::string deep = std::string(64, '[') + std::string(64, ']');
  CHECK(json::parse(deep, "in"));
  CHECK(refusal("[" + deep + "]").code == "json.too_deep");
  CHECK(refusal(std::string(1'000'000, '[')).code == "json.too_deep");
}

TEST_CASE("a text past the limit is refused unread") {
  CHECK(json::parse("[1]", "in", {.bytes = 3}));
  CHECK(refusal("[1 ]", {.bytes = 3}).code == "json.too_large");
}
