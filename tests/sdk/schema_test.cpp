// SPDX-License-Identifier: Apache-2.0
#include "schema/schema.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <muster/schema.hpp>
#include "base/json.h"

using muster::Field;

namespace {

muster::json::Value json(std::string_view text) {
  auto value = muster::json::parse(text, "test");
  REQUIRE(value);
  return *value;
}

/// Whether the host takes {"x": VALUE} for an object that declares `field`, which is named x.
bool takes(const Field& field, const std::string& value) {
  const auto schema = muster::schema::Schema::compile(muster::sdk::object_schema({field}), "test");
  REQUIRE(schema);
  return !schema->check(json(R"({"x":)" + value + "}"));
}

}  // namespace

TEST_CASE("each declaration becomes a schema that the host enforces") {
  using namespace muster;
  CHECK(takes(text("x"), R"("a")"));
  CHECK_FALSE(takes(text("x"), "1"));
  CHECK(takes(integer("x"), "1"));
  CHECK_FALSE(takes(integer("x"), "1.5"));
  CHECK(takes(number("x"), "1.5"));
  CHECK_FALSE(takes(number("x"), "true"));
  CHECK(takes(boolean("x"), "false"));
  CHECK_FALSE(takes(boolean("x"), "0"));
  CHECK(takes(any("x"), "[null]"));
  CHECK(takes(one_of("x", {"a", "\"b\""}), R"("\"b\"")"));
  CHECK_FALSE(takes(one_of("x", {"a", "b"}), R"("c")"));
  CHECK(takes(array("x", integer()), "[1,2]"));
  CHECK_FALSE(takes(array("x", integer()), R"([1,"2"])"));
  CHECK(takes(array("x", array(text())), R"([["a"],[]])"));
  CHECK_FALSE(takes(array("x", array(text())), R"(["a"])"));
  CHECK(takes(object("x", {text("a"), text("b").optional()}), R"({"a":""})"));
  CHECK_FALSE(takes(object("x", {text("a"), text("b").optional()}), R"({"b":""})"));
  CHECK_FALSE(takes(object("x", {text("a")}), R"({"a":"","c":1})"));
  CHECK(takes(array("x", object({integer("n")})), R"([{"n":1}])"));
  CHECK_FALSE(takes(array("x", object({integer("n")})), R"([{"n":""}])"));
}

TEST_CASE("each bound becomes a keyword that the host enforces") {
  using namespace muster;
  CHECK(takes(integer("x").range(1, 3), "3"));
  CHECK_FALSE(takes(integer("x").range(1, 3), "4"));
  CHECK_FALSE(takes(integer("x").range(1, 3), "0"));
  CHECK(takes(number("x").min(0.1), "0.1"));
  CHECK_FALSE(takes(number("x").above(0.1), "0.1"));
  CHECK_FALSE(takes(number("x").below(1e300), "1e300"));
  CHECK_FALSE(takes(integer("x").multiple_of(4), "6"));
  CHECK(takes(integer("x").min(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808"));
  CHECK(takes(text("x").length(1, 2), R"("ab")"));
  CHECK_FALSE(takes(text("x").length(1, 2), R"("")"));
  CHECK_FALSE(takes(text("x").length(1, 2), R"("abc")"));
  CHECK_FALSE(takes(text("x").pattern("^\\d+$"), R"("a")"));
  CHECK(takes(text("x").format("uri"), R"("a")"));
  CHECK_FALSE(takes(array("x", any()).items(1, 2), "[]"));
  CHECK_FALSE(takes(array("x", any()).items(1, 2), "[1,2,3]"));
  CHECK_FALSE(takes(array("x", any()).unique(), "[1,1]"));
  CHECK_FALSE(takes(any("x").with("const", "7"), "8"));
}

TEST_CASE("names and descriptions with any character come through") {
  const std::string odd = "\"\\\b\f\n\r\t\x01\x1f /\u00e4\U0001F600";
  const auto schema = json(muster::sdk::object_schema({muster::text(odd, odd)}));
  const auto& properties = schema.at("properties").as_object();
  REQUIRE(properties.size() == 1);
  CHECK(std::string_view(properties.begin()->key()) == odd);
  CHECK(std::string_view(properties.begin()->value().at("description").as_string()) == odd);
}

TEST_CASE("a member declared twice is refused by the host") {
  const auto text = muster::sdk::object_schema({muster::text("x"), muster::integer("x")});
  CHECK_FALSE(muster::schema::Schema::compile(text, "test"));
}
