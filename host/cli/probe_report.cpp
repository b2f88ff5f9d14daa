// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/json.h"
#include "cli/probe.h"
#include "cli/read_json.h"

namespace muster::cli {
namespace {

std::vector<Error> errors_at(const json::Value& object, std::string_view key,
                             serve::RemoteErrors& errors) {
  std::vector<Error> list;
  for (const json::Value& item : items_at(object, key)) {
    if (item.is_object()) list.push_back(errors.read(item.get_object()));
  }
  return list;
}

FileOutcome outcome_named(std::string_view name) {
  for (const FileOutcome outcome : {FileOutcome::loaded, FileOutcome::ignored}) {
    if (name_of(outcome) == name) return outcome;
  }
  return FileOutcome::rejected;
}

}  // namespace

std::optional<FileReport> read_probe_report(std::string_view line, serve::RemoteErrors& errors) {
  const auto value = json::parse(line, "report", {.bytes = line.size(), .depth = 64});
  if (!value) return std::nullopt;
  const json::Value& end = value_at(*value, "end");
  if (!end.is_bool() || !end.get_bool()) return std::nullopt;
  FileReport report{.path = text_at(*value, "path"),
                    .kind = FileKind::plugin,
                    .outcome = outcome_named(text_at(*value, "outcome")),
                    .sha256 = text_at(*value, "sha256"),
                    .names = {},
                    .problems = errors_at(*value, "problems", errors),
                    .warnings = errors_at(*value, "warnings", errors)};
  for (const json::Value& name : items_at(*value, "agents")) {
    if (name.is_string()) report.names.emplace_back(name.get_string());
  }
  return report;
}

}  // namespace muster::cli
