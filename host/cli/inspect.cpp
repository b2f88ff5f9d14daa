// SPDX-License-Identifier: Apache-2.0
#include "cli/inspect.h"

#include <fmt/format.h>

#include <span>

#include "base/file.h"
#include "base/sha256.h"
#include "base/text.h"
#include "cli/read_json.h"
#include "cli/table.h"
#include "plugin/inspect.h"
#include "serve/json_views.h"

namespace muster::cli {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{256} << 20;

json::Array strings(const std::vector<std::string>& items) {
  json::Array array;
  for (const std::string& item : items) array.push_back(json::Value(escaped(item)));
  return array;
}

json::Value note_view(const std::optional<plugin::AbiNote>& note) {
  if (!note) return nullptr;
  return json::Object{{"major", note->major},
                      {"minor", note->minor},
                      {"sdk", note->sdk},
                      {"required_extensions", strings(note->required_extensions)}};
}

json::Object inspection_view(const std::string& file, const std::string& bytes,
                             const plugin::Inspection& found) {
  json::Object object{
      {"path", escaped(file)},
      {"sha256", sha256(bytes).hex()},
      {"machine", found.machine},
      {"soname", escaped(found.soname)},
      {"needed", strings(found.needed)},
      {"note", note_view(found.note)},
      {"register", found.has_register},
      {"helper", found.is_helper()},
      {"problem", nullptr},
  };
  if (!found.is_helper()) {
    if (auto loadable = plugin::require_loadable(found, escaped(file)); !loadable) {
      object["problem"] = serve::view(loadable.error());
    }
  }
  return object;
}

std::string note_text(const json::Value& note) {
  if (note.is_null()) return "none";
  std::string text = fmt::format("{}.{}, SDK {}", text_at(note, "major"), text_at(note, "minor"),
                                 text_at(note, "sdk"));
  if (const std::string needs = text_at(note, "required_extensions"); !needs.empty()) {
    text += ", needs " + needs;
  }
  return text;
}

std::string verdict_text(const json::Value& inspection) {
  if (value_at(inspection, "helper").get_bool()) return "a helper library: ignored";
  const json::Value& problem = value_at(inspection, "problem");
  if (problem.is_null()) return "a plugin that this host can load";
  return fmt::format("refused: {} ({}); {}", text_at(problem, "message"), text_at(problem, "code"),
                     text_at(problem, "hint"));
}

void print(const json::Value& inspection, std::ostream& out) {
  out << text_at(inspection, "path") << ": " << verdict_text(inspection) << '\n'
      << table({{"  machine", text_at(inspection, "machine")},
                {"  abi", note_text(value_at(inspection, "note"))},
                {"  register", value_at(inspection, "register").get_bool() ? "found" : "missing"},
                {"  soname", text_at(inspection, "soname")},
                {"  needs", text_at(inspection, "needed")},
                {"  sha256", text_at(inspection, "sha256")}});
}

}  // namespace

Result<ExitStatus> run_inspect(const InspectOptions& options, Output& output) {
  const auto file = read_file(options.file, kMaxFileBytes, escaped(options.file));
  if (!file) return tl::unexpected(file.error());
  const auto found = plugin::inspect(std::as_bytes(std::span(file->bytes)), escaped(options.file));
  if (!found) return tl::unexpected(found.error());
  const json::Value inspection = inspection_view(options.file, file->bytes, *found);
  if (output.json) {
    output.write(inspection);
  } else {
    print(inspection, output.out);
  }
  return ExitStatus::done;
}

}  // namespace muster::cli
