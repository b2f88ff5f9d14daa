// SPDX-License-Identifier: Apache-2.0
#include <muster/report.h>

#include "base/json.h"
#include "base/text.h"
#include "base/timestamp.h"

namespace muster {
namespace {

/// Text may hold bytes of a file's name; JSON is UTF-8.
json::Value text_value(std::string_view text) { return json::Value(escaped(text)); }

json::Array text_array(const std::vector<std::string>& texts) {
  json::Array array;
  for (const std::string& text : texts) array.push_back(text_value(text));
  return array;
}

json::Object names_view(const Names& names) {
  return {{"agents", text_array(names.agents)}, {"skills", text_array(names.skills)}};
}

void add_error(const Error& error, json::Object& object) {
  object["code"] = error.code;
  object["subject"] = text_value(error.subject);
  object["message"] = text_value(error.message);
  object["hint"] = text_value(error.hint);
}

json::Object error_view(const Error& error) {
  json::Object object;
  add_error(error, object);
  return object;
}

json::Object file_view(const FileReport& file) {
  json::Object object{{"path", text_value(file.path)},
                      {"kind", name_of(file.kind)},
                      {"outcome", name_of(file.outcome)}};
  if (!file.sha256.empty()) object["sha256"] = file.sha256;
  object[file.kind == FileKind::plugin ? "agents" : "skills"] = text_array(file.names);
  json::Array warnings;
  for (const Error& warning : file.warnings) warnings.push_back(error_view(warning));
  object["warnings"] = std::move(warnings);
  if (!file.problems.empty()) add_error(file.problems.front(), object);
  if (file.problems.size() > 1) {
    json::Array problems;
    for (const Error& problem : file.problems) problems.push_back(error_view(problem));
    object["problems"] = std::move(problems);
  }
  return object;
}

json::Object conflict_view(const Conflict& conflict) {
  json::Object object{{"files", text_array(conflict.files)}};
  add_error(conflict.error, object);
  return object;
}

}  // namespace

std::string to_json(const ReloadReport& report) {
  json::Array files;
  for (const FileReport& file : report.files) files.push_back(file_view(file));
  json::Array errors;
  for (const Error& error : report.errors) errors.push_back(error_view(error));
  for (const Conflict& conflict : report.conflicts) errors.push_back(conflict_view(conflict));
  json::Array warnings;
  for (const Error& warning : report.warnings) warnings.push_back(error_view(warning));
  return json::write(json::Object{
      {"reload", report.number},
      {"at", timestamp(report.at)},
      {"trigger", name_of(report.trigger)},
      {"policy", name_of(report.policy)},
      {"outcome", name_of(report.result)},
      {"generation", report.generation},
      {"previous_generation", report.previous_generation},
      {"duration_ms", std::chrono::duration<double, std::milli>(report.duration).count()},
      {"added", names_view(report.added)},
      {"changed", names_view(report.changed)},
      {"removed", names_view(report.removed)},
      {"unchanged", report.unchanged},
      {"refused", report.refused()},
      {"files", std::move(files)},
      {"errors", std::move(errors)},
      {"warnings", std::move(warnings)}});
}

}  // namespace muster
