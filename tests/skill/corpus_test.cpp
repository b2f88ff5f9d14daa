// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/file.h"
#include "base/json.h"
#include "base/sha256.h"
#include "skill/skill.h"

using namespace muster;

namespace {

const std::string kCorpus = MUSTER_SKILLS_CORPUS;

bool is_absent() {
  if (std::filesystem::exists(kCorpus + "/EXPECTED.jsonl")) return false;
  MESSAGE("skipped: no corpus of skills at " << kCorpus);
  return true;
}

template <class Each>
void for_each_row(const Each& each) {
  std::ifstream rows(kCorpus + "/EXPECTED.jsonl");
  for (std::string line; std::getline(rows, line);) {
    const auto row = json::parse(line, "EXPECTED.jsonl");
    REQUIRE(row);
    each(row->as_object());
  }
}

std::string text_of(const json::Value& value) { return std::string(value.as_string()); }

skill::Parsed parsed(const std::string& folder) {
  const auto file = read_file(kCorpus + "/" + folder + "/SKILL.md", 1 << 20, folder);
  REQUIRE(file);
  // A second skill of one repository and name has a folder with ~2 behind it.
  const std::string last = folder.substr(folder.rfind('/') + 1);
  return skill::parse(file->bytes, folder, last.substr(0, last.find('~')), skill::Mode::lenient);
}

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

// The oracle's front matter with every scalar as a string.
const json::Object& fields_of(const json::Object& row) {
  const json::Value& failsafe = row.at("failsafe");
  return failsafe.is_object() ? failsafe.as_object() : row.at("core").as_object();
}

}  // namespace

TEST_CASE("real skills have the fields and the body that another YAML parser finds") {
  if (is_absent()) return;
  int count = 0;
  for_each_row([&](const json::Object& row) {
    if (text_of(row.at("status")) != "ok") return;
    const std::string folder = text_of(row.at("dir"));
    CAPTURE(folder);
    const auto skill = parsed(folder);
    for (const Error& error : skill.errors) FAIL_CHECK(to_string(error));
    REQUIRE(skill.descriptor);
    const json::Object& expected = fields_of(row);
    CHECK(skill.descriptor->fields.size() == expected.size());
    for (const auto& field : skill.descriptor->fields) {
      const auto& [key, text] = field;
      CAPTURE(field.first);
      REQUIRE(expected.contains(key));
      const json::Value& value = expected.at(key);
      CHECK(text == (value.is_string() ? text_of(value) : json::write(value)));
    }
    CHECK(sha256(trimmed(skill.body)).hex() == text_of(row.at("body_sha256")));
    ++count;
  });
  CHECK(count == 144);
}

TEST_CASE("real skills with plain values that YAML cannot read are rescued, and nothing else is") {
  if (is_absent()) return;
  int count = 0;
  for_each_row([&](const json::Object& row) {
    const std::string folder = text_of(row.at("dir"));
    CAPTURE(folder);
    const auto skill = parsed(folder);
    const bool rescued = std::any_of(skill.warnings.begin(), skill.warnings.end(),
                                     [](const Error& e) { return e.code == "skill.value_quoted"; });
    CHECK(rescued == (text_of(row.at("status")) == "yaml-error"));
    if (!rescued) return;
    CHECK(skill.descriptor);
    CHECK(sha256(trimmed(skill.body)).hex() == text_of(row.at("body_sha256")));
    ++count;
  });
  CHECK(count == 11);
}

TEST_CASE("real files without front matter are refused for that") {
  if (is_absent()) return;
  for_each_row([&](const json::Object& row) {
    if (text_of(row.at("status")) != "no-frontmatter") return;
    const auto skill = parsed(text_of(row.at("dir")));
    CHECK_FALSE(skill.descriptor);
    REQUIRE(skill.errors.size() == 1);
    CHECK(skill.errors[0].code == "skill.no_front_matter");
  });
}
