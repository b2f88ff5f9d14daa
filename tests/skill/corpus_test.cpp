// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
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

struct RealSkill {
  std::string text;
  skill::Parsed parsed;
};

RealSkill read_skill(const json::Object& row) {
  const std::string folder = text_of(row.at("dir"));
  auto file = read_file(kCorpus + "/" + folder + "/SKILL.md", 1 << 20, folder);
  REQUIRE(file);
  CHECK(sha256(file->bytes).hex() == text_of(row.at("sha256")));
  // A second skill of one repository and name has a folder with ~2 behind it.
  const std::string last = folder.substr(folder.rfind('/') + 1);
  auto parsed =
      skill::parse(file->bytes, folder, last.substr(0, last.find('~')), skill::Mode::lenient);
  return {std::move(file->bytes), std::move(parsed)};
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

void check_fields(const skill::Parsed& skill, const json::Object& expected) {
  CHECK(skill.descriptor->fields.size() == expected.size());
  for (const auto& field : skill.descriptor->fields) {
    const auto& [key, text] = field;
    CAPTURE(field.first);
    REQUIRE(expected.contains(key));
    const json::Value& value = expected.at(key);
    CHECK(text == (value.is_string() ? text_of(value) : json::write(value)));
  }
}

bool was_rescued(const skill::Parsed& skill) {
  return std::ranges::any_of(skill.warnings,
                             [](const Error& e) { return e.code == "skill.value_quoted"; });
}

// A rescued value is what stands behind its key, to the end of the line.
void check_as_written(const RealSkill& skill) {
  for (const Error& warning : skill.parsed.warnings) {
    if (warning.code != "skill.value_quoted") continue;
    const std::string key = warning.message.substr(1, warning.message.find('"', 1) - 1);
    const std::string start = "\n" + key + ": ";
    const auto begin = skill.text.find(start);
    REQUIRE(begin != std::string::npos);
    const auto value = begin + start.size();
    const std::string line = skill.text.substr(value, skill.text.find('\n', value) - value);
    const auto& fields = skill.parsed.descriptor->fields;
    const auto field = std::ranges::find(fields, key, [](const auto& f) { return f.first; });
    REQUIRE(field != fields.end());
    CHECK(field->second == trimmed(line));
  }
}

}  // namespace

TEST_CASE(
    "every real skill is what another YAML parser finds, or rescued, or without front matter") {
  if (is_absent()) return;
  std::map<std::string, int> count;
  for_each_row([&](const json::Object& row) {
    const std::string status = text_of(row.at("status"));
    CAPTURE(text_of(row.at("dir")));
    const RealSkill skill = read_skill(row);
    ++count[status];
    if (status == "no-frontmatter") {
      CHECK_FALSE(skill.parsed.descriptor);
      REQUIRE(skill.parsed.errors.size() == 1);
      CHECK(skill.parsed.errors[0].code == "skill.no_front_matter");
      return;
    }
    for (const Error& error : skill.parsed.errors) FAIL_CHECK(to_string(error));
    REQUIRE(skill.parsed.descriptor);
    CHECK(sha256(trimmed(skill.parsed.body)).hex() == text_of(row.at("body_sha256")));
    CHECK(was_rescued(skill.parsed) == (status == "yaml-error"));
    if (status == "ok") check_fields(skill.parsed, fields_of(row));
    if (status == "yaml-error") check_as_written(skill);
  });
  CHECK(count ==
        std::map<std::string, int>{{"ok", 144}, {"yaml-error", 11}, {"no-frontmatter", 2}});
}

TEST_CASE("every warning of a real skill names a line that is in its file, and what to do") {
  if (is_absent()) return;
  for_each_row([&](const json::Object& row) {
    const RealSkill skill = read_skill(row);
    const auto lines = std::ranges::count(skill.text, '\n') + 1;
    for (const Error& warning : skill.parsed.warnings) {
      CAPTURE(to_string(warning));
      const std::string place = warning.subject.substr(text_of(row.at("dir")).size());
      int line = 0;
      int column = 0;
      REQUIRE(std::sscanf(place.c_str(), ":%d:%d", &line, &column) == 2);
      CHECK(line > 1);
      CHECK(line <= lines);
      CHECK_FALSE(warning.hint.empty());
    }
  });
}
