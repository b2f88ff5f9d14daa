// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/json.h"
#include "schema/schema.h"

namespace muster::schema {
namespace {

namespace fs = std::filesystem;

/// A schema of the official suite, with values and what is to be said of them.
struct Group {
  std::string file;
  std::string name;
  json::Value schema;
  json::Array tests;
};

std::string as_text(const json::Value& value) { return std::string(value.as_string()); }

std::vector<Group> groups_of_the_suite() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(MUSTER_JSON_SCHEMA_SUITE)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  for (const char* const name : {"bignum.json", "float-overflow.json", "no-schema.json"}) {
    files.push_back(fs::path(MUSTER_JSON_SCHEMA_SUITE) / "optional" / name);
  }
  std::vector<Group> groups;
  for (const fs::path& file : files) {
    const auto text = read_file(file, std::size_t{1} << 20, file);
    REQUIRE(text);
    const auto parsed = json::parse(text->bytes, file);
    REQUIRE(parsed);
    for (const json::Value& group : parsed->as_array()) {
      groups.push_back({file.filename(), as_text(group.at("description")), group.at("schema"),
                        group.at("tests").as_array()});
    }
  }
  return groups;
}

/// The lines of left_out.txt, up to the reason, and whether anything needed them.
class LeftOut {
 public:
  LeftOut() {
    std::ifstream in(MUSTER_SCHEMA_LEFT_OUT);
    REQUIRE(in);
    for (std::string line; std::getline(in, line);) {
      const auto colon = line.find(": ");
      if (!line.starts_with('#') && colon != std::string::npos) {
        used_[line.substr(0, colon)] = false;
      }
    }
  }
  bool has(const std::string& what) {
    const auto found = used_.find(what);
    if (found != used_.end()) found->second = true;
    return found != used_.end();
  }
  [[nodiscard]] const std::map<std::string, bool>& lines() const { return used_; }

 private:
  std::map<std::string, bool> used_;
};

/// "schema.remote_ref $ref": the code, and the keyword of the place that the message begins with.
std::string kind_of(const Error& refusal) {
  const std::string place = refusal.message.substr(0, refusal.message.find(": "));
  return std::string(refusal.code) + ' ' + place.substr(place.rfind('/') + 1);
}

}  // namespace

TEST_CASE("the official suite is answered rightly, but for what is left out with a reason") {
  LeftOut left_out;
  std::size_t answers = 0;
  for (const Group& group : groups_of_the_suite()) {
    CAPTURE(group.file);
    CAPTURE(group.name);
    const auto schema = Schema::compile(json::write(group.schema), "suite");
    if (!schema) {
      CHECK_MESSAGE(left_out.has(kind_of(schema.error())), schema.error());
      continue;
    }
    for (const json::Value& test : group.tests) {
      const std::string name = as_text(test.at("description"));
      CAPTURE(name);
      const bool is_right = !schema->check(test.at("data")) == test.at("valid").as_bool();
      CHECK((is_right || left_out.has("answer " + group.name)));
      ++answers;
    }
  }
  CHECK(answers > 800);
  for (const auto& [line, is_used] : left_out.lines()) {
    CHECK_MESSAGE(is_used, line << ": nothing needs this line of left_out.txt");
  }
}

}  // namespace muster::schema
