// SPDX-License-Identifier: Apache-2.0
#include "cli/report_text.h"

#include <fmt/format.h>

#include <map>
#include <set>

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

// The errors that are not of one file alone, as a clash of two, each with the file that it was
// told with.
using Told = std::map<std::string, std::string>;

// Names what an error is of, where that is not the file. What was told with another file is not
// told again.
std::string said_of(const std::string& path, const json::Value& error, Told& told) {
  const std::string said = said_by(error);
  const std::string subject = text_at(error, "subject");
  if (said.empty() || subject.empty() || subject.starts_with(path)) return said;
  std::string whole = subject + ": " + said;
  const auto [first, is_new] = told.emplace(whole, path);
  if (is_new) return whole;
  return fmt::format("{}: see {} ({})", subject, first->second, text_at(error, "code"));
}

std::string files_text(const json::Array& files, Told& told) {
  std::vector<Row> rows;
  for (const json::Value& file : files) {
    const std::string path = text_at(file, "path");
    std::string said = said_of(path, file, told);
    if (said.empty()) said = text_at(file, "agents") + text_at(file, "skills");
    rows.push_back({"  " + text_at(file, "outcome"), place_of(file), std::move(said)});
    // The first problem stands in the file's own row.
    const json::Array& problems = items_at(file, "problems");
    for (std::size_t i = 1; i < problems.size(); ++i) {
      const std::string subject = text_at(problems[i], "subject");
      rows.push_back(
          {"", subject.starts_with(path) ? subject : "", said_of(path, problems[i], told)});
    }
    for (const json::Value& warning : items_at(file, "warnings")) {
      rows.push_back({"  warning", text_at(warning, "subject"), said_by(warning)});
    }
  }
  return table(rows);
}

// What is wrong with no single file, and was not told with one.
std::string errors_text(const json::Array& errors, std::string_view what, const Told& told) {
  std::vector<Row> rows;
  for (const json::Value& error : errors) {
    const std::string subject = text_at(error, "subject");
    const std::string said = said_by(error);
    if (!told.contains(subject + ": " + said)) rows.push_back({std::string(what), subject, said});
  }
  return table(rows);
}

}  // namespace

std::string report_text(const json::Value& report) {
  Told told;
  std::string text = text_at(report, "verdict") + '\n';
  text += files_text(items_at(report, "files"), told);
  text += errors_text(items_at(report, "errors"), "  error", told);
  text += errors_text(items_at(report, "warnings"), "  warning", told);
  return text;
}

std::string files_text(const json::Array& files) {
  Told told;
  return files_text(files, told);
}

std::string refused_text(const json::Value& status) {
  std::set<std::string> quarantined;
  for (const json::Value& one : items_at(status, "quarantined")) {
    quarantined.insert(text_at(one, "path"));
  }
  json::Array files;
  for (const json::Value& file : items_at(status, "refused")) {
    if (!quarantined.contains(text_at(file, "path"))) files.push_back(file);
  }
  Told told;
  const std::string text = files_text(files, told);
  return text + errors_text(items_at(value_at(status, "last_reload"), "errors"), "  error", told);
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
