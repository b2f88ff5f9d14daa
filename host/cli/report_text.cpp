// SPDX-License-Identifier: Apache-2.0
#include "cli/report_text.h"

#include "cli/read_json.h"
#include "cli/table.h"

namespace muster::cli {
namespace {

// "message (code); hint"
std::string said_by(const json::Value& error) {
  if (text_at(error, "code").empty()) return {};
  std::string text = text_at(error, "message") + " (" + text_at(error, "code") + ")";
  if (const std::string hint = text_at(error, "hint"); !hint.empty()) text += "; " + hint;
  return text;
}

// What was refused has its place in the file, if the error knows it: "mine/SKILL.md:3:1".
std::string place_of(const json::Value& file) {
  std::string path = text_at(file, "path");
  std::string subject = text_at(file, "subject");
  return subject.starts_with(path) ? subject : path;
}

// What is wrong with no single file.
std::string errors_text(const json::Array& errors, std::string_view what) {
  std::vector<Row> rows;
  for (const json::Value& error : errors) {
    std::string subject = text_at(error, "files");
    if (subject.empty()) subject = text_at(error, "subject");
    rows.push_back({std::string(what), std::move(subject), said_by(error)});
  }
  return table(rows);
}

}  // namespace

std::string report_text(const json::Value& report) {
  return text_at(report, "verdict") + '\n' + files_text(items_at(report, "files")) +
         errors_text(items_at(report, "errors"), "  error") +
         errors_text(items_at(report, "warnings"), "  warning");
}

std::string files_text(const json::Array& files) {
  std::vector<Row> rows;
  for (const json::Value& file : files) {
    std::string said = said_by(file);
    if (said.empty()) said = text_at(file, "agents") + text_at(file, "skills");
    rows.push_back({"  " + text_at(file, "outcome"), place_of(file), std::move(said)});
    // The first problem stands in the file's own row.
    const json::Array& problems = items_at(file, "problems");
    for (std::size_t i = 1; i < problems.size(); ++i) {
      rows.push_back({"", text_at(problems[i], "subject"), said_by(problems[i])});
    }
    for (const json::Value& warning : items_at(file, "warnings")) {
      rows.push_back({"  warning", text_at(warning, "subject"), said_by(warning)});
    }
  }
  return table(rows);
}

std::string quarantined_text(const json::Array& quarantined, std::string_view what) {
  constexpr std::size_t kShownDigits = 12;  // enough to name it in a retry
  std::vector<Row> rows;
  for (const json::Value& one : quarantined) {
    rows.push_back({std::string(what), text_at(one, "path"),
                    text_at(one, "sha256").substr(0, kShownDigits),
                    "since " + text_at(one, "since"), said_by(one)});
  }
  return table(rows);
}

}  // namespace muster::cli
