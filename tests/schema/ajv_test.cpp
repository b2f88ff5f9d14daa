// SPDX-License-Identifier: Apache-2.0
// Differential: what ajv, the validator most used with JavaScript, says of random schemas and
// instances.
#include <doctest/doctest.h>

#include <cstdio>
#include <memory>
#include <string>

#include "base/json.h"
#include "schema/schema.h"

namespace muster::schema {
namespace {

TEST_SUITE_BEGIN("schema");

/// Reads a whole program's output by lines.
class Lines {
 public:
  explicit Lines(const std::string& command) : pipe_(::popen(command.c_str(), "re")) {}

  [[nodiscard]] bool next(std::string& line) {
    line.clear();
    for (int c = std::getc(pipe_.get()); c != EOF; c = std::getc(pipe_.get())) {
      if (c == '\n') return true;
      line += static_cast<char>(c);
    }
    return false;
  }

 private:
  struct Close {
    void operator()(std::FILE* pipe) const { ::pclose(pipe); }
  };
  std::unique_ptr<std::FILE, Close> pipe_;
};

TEST_CASE("ajv says the same of random schemas and instances") {
  constexpr int kSchemas = 300;
  Lines lines("'" MUSTER_NODE "' '" MUSTER_AGAINST_AJV "' '" MUSTER_AJV "' 20260101 " +
              std::to_string(kSchemas));
  int schemas = 0;
  int valid = 0;
  int invalid = 0;
  for (std::string line; lines.next(line); ++schemas) {
    const auto read = json::parse(line, "ajv");
    REQUIRE(read);
    const std::string text = json::write(read->at("schema"));
    CAPTURE(text);
    const auto schema = Schema::compile(text, "schema");
    if (!schema) FAIL_CHECK(schema.error().message);
    if (!schema) continue;
    for (const json::Value& judged : read->at("cases").as_array()) {
      const json::Value& instance = judged.at(0);
      CAPTURE(json::write(instance));
      const bool expected = judged.at(1).as_bool();
      ++(expected ? valid : invalid);
      CHECK(!schema->check(instance) == expected);
    }
  }
  CHECK(schemas == kSchemas);
  CHECK(valid > kSchemas);
  CHECK(invalid > kSchemas);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::schema
