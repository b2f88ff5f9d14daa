// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <muster/result.h>

#include "base/json.h"

namespace muster {
namespace {

using Type = Block::Type;

std::string text_of_all(const std::vector<Block>& blocks) { return text_of(blocks); }

TEST_CASE("the text of a result is its text blocks, else its JSON") {
  CHECK(text_of({}).empty());
  CHECK(text_of_all({{Type::text, "", "", "one"},
                     {Type::json, "", "", "{}"},
                     {Type::text, "", "", "two"}}) == "one\ntwo");
  CHECK(text_of_all({{Type::image, "image/png", "", "x"}, {Type::json, "", "", R"({"a":1})"}}) ==
        R"({"a":1})");
  CHECK(text_of_all({{Type::text, "", "", ""}, {Type::json, "", "", "{}"}}).empty());
}

TEST_CASE("a result as JSON has its content, its structured value and where it came from") {
  CallResult result{{{Type::text, "", "", "hi"},
                     {Type::json, "", "", R"({"value":1.5})"},
                     {Type::image, "image/png", "", std::string("\x01\x02\x03\x04", 4)},
                     {Type::resource, "text/plain", "file:///a", "plain"},
                     {Type::resource, "application/x", "file:///b", "\xff"}},
                    "echo",
                    4,
                    std::chrono::microseconds(1500)};
  const auto parsed = json::parse(to_json(result), "result");
  REQUIRE(parsed);
  const json::Object& object = parsed->as_object();
  const json::Array& content = object.at("content").as_array();
  REQUIRE(content.size() == 5);
  CHECK(content[0].at("text") == "hi");
  CHECK(content[1].at("type") == "text");
  CHECK(content[2].at("data") == "AQIDBA==");
  CHECK(content[2].at("mimeType") == "image/png");
  CHECK(content[3].at("text") == "plain");
  CHECK(content[4].at("blob") == "/w==");
  CHECK(object.at("structured").at("value").as_double() == 1.5);
  CHECK(object.at("is_error") == false);
  CHECK(object.at("agent") == "echo");
  CHECK(object.at("generation").to_number<int>() == 4);
  CHECK(object.at("duration_ms").to_number<double>() == 1.5);
}

TEST_CASE("a result without JSON has no structured value") {
  const auto parsed = json::parse(to_json({{{Type::text, "", "", "hi"}}, "echo", 1, {}}), "result");
  REQUIRE(parsed);
  CHECK_FALSE(parsed->as_object().contains("structured"));
}

}  // namespace
}  // namespace muster
