// SPDX-License-Identifier: Apache-2.0
#include "serve/secrets.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "base/yaml_json.h"
#include "support/temp_dir.h"

namespace muster::serve {
namespace {

Result<std::string> resolved(std::string_view text, const std::string& file = "m.yaml") {
  const auto node = yaml::read(text, file);
  REQUIRE(node);
  return with_secrets(*node, file)
      .and_then([](const yaml::Node& whole) { return yaml::to_json(whole, "m.yaml"); })
      .map([](const json::Value& value) { return json::write(value); });
}

Error refusal_of(std::string_view text, const std::string& file = "m.yaml") {
  const auto json = resolved(text, file);
  REQUIRE_FALSE(json);
  CHECK(json.error().code == "config.secret");
  return json.error();
}

TEST_CASE("a reference to a file becomes its text without the final newline") {
  const test::TempDir temp;
  temp.write("token", "12\n");
  temp.write("two", "a\n\n");
  const std::string file = temp / "m.yaml";
  CHECK(resolved("a: {file: token}\n", file) == R"({"a":"12"})");
  CHECK(resolved("a: {file: two}\n", file) == R"({"a":"a\n"})");
  CHECK(resolved("a: {file: " + temp / "token" + "}\n", "elsewhere/m.yaml") == R"({"a":"12"})");
}

TEST_CASE("a reference to an environment variable becomes its value") {
  CHECK(resolved("a: [{env: PATH}]\n") == R"({"a":[")" + std::string(std::getenv("PATH")) + "\"]}");
}

TEST_CASE("a reference is found at any depth, but the whole of a configuration is none") {
  const test::TempDir temp;
  temp.write("token", "x");
  CHECK(resolved("a: {b: [{c: {file: token}}]}\n", temp / "m.yaml") ==
        R"({"a":{"b":[{"c":"x"}]}})");
  CHECK(resolved("file: token\n", temp / "m.yaml") == R"({"file":"token"})");
  CHECK(resolved("literal: {file: none}\n").error().code == "config.secret");
}

TEST_CASE("a map with more keys, or without a scalar, is a map like others") {
  CHECK(resolved("a: {file: x, mode: y}\n") == R"({"a":{"file":"x","mode":"y"}})");
  CHECK(resolved("a: {env: {HOME: /x}}\n") == R"({"a":{"env":{"HOME":"/x"}}})");
  CHECK(resolved("a: {file: [x]}\n") == R"({"a":{"file":["x"]}})");
}

TEST_CASE("in a literal nothing is looked for") {
  CHECK(resolved("a: {literal: {file: none}}\n") == R"({"a":{"file":"none"}})");
  CHECK(resolved("a: {literal: {literal: 1}}\n") == R"({"a":{"literal":1}})");
  CHECK(resolved("a: {literal: [{env: NONE}]}\n") == R"({"a":[{"env":"NONE"}]})");
}

TEST_CASE("a file that cannot be read is named at the place of the reference") {
  const test::TempDir temp;
  const std::string file = temp / "m.yaml";
  const Error missing = refusal_of("a: 1\nb: {file: ../none}\n", file);
  CHECK(missing.subject == file + ":2:11");
  CHECK(missing.message.starts_with("the file "));
  CHECK(missing.message.find("/none: ") != std::string::npos);
  CHECK_FALSE(missing.hint.empty());
  CHECK(refusal_of("a: {file: .}\n", file).message.find("a directory") != std::string::npos);
  CHECK(refusal_of("a: {file: }\n", file).message.find("a directory") != std::string::npos);
}

TEST_CASE("a variable that is not set is named at the place of the reference") {
  const Error error = refusal_of("a: {env: MUSTER_TEST_NOT_SET}\n");
  CHECK(error.subject == "m.yaml:1:10");
  CHECK(error.message == "the environment variable MUSTER_TEST_NOT_SET is not set");
}

TEST_CASE("content that is too long or no text is refused and not quoted") {
  const test::TempDir temp;
  const std::string file = temp / "m.yaml";
  temp.write("most", std::string(kSecretBytesMax, 'x'));
  CHECK(resolved("a: {file: most}\n", file));
  temp.write("long", std::string(kSecretBytesMax + 1, 'x'));
  CHECK(refusal_of("a: {file: long}\n", file).message.find("65536") != std::string::npos);
  temp.write("bytes", "hush\xff");
  const Error error = refusal_of("a: {file: bytes}\n", file);
  CHECK(error.message.ends_with("is not UTF-8"));
  CHECK(to_string(error).find("hush") == std::string::npos);
}

}  // namespace
}  // namespace muster::serve
