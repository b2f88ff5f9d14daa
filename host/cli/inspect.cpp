// SPDX-License-Identifier: Apache-2.0
#include "cli/inspect.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <span>

#include "base/counted.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/text.h"
#include "cli/table.h"
#include "plugin/host_symbols.h"
#include "plugin/inspect.h"
#include "plugin/staging.h"
#include "serve/json_views.h"

namespace muster::cli {
namespace {

/// Everything that is known of a file once it was looked at.
struct Findings {
  std::string path;
  std::string sha256;
  plugin::Inspection library;
  std::vector<plugin::HostSymbol> host_symbols;
  std::vector<Error> problems;
  std::vector<Error> warnings;
};

Findings look_at(std::string path, std::string_view bytes, plugin::Inspection library) {
  Findings found{path, sha256(bytes).hex(), std::move(library), {}, {}, {}};
  found.host_symbols = plugin::host_symbols(found.library);
  if (!found.library.is_helper()) found.problems = plugin::problems_of(found.library, path);
  if (auto warning = plugin::warning_of(found.host_symbols, path)) {
    found.warnings.push_back(std::move(*warning));
  }
  std::ranges::move(plugin::warnings_of(found.library, path), std::back_inserter(found.warnings));
  return found;
}

json::Array strings(const std::vector<std::string>& items) {
  json::Array array;
  for (const std::string& item : items) array.push_back(json::Value(escaped(item)));
  return array;
}

json::Object view(const plugin::SymbolNames& symbols) {
  return {{"count", symbols.count}, {"names", strings(symbols.names)}};
}

json::Value view(const std::optional<plugin::AbiNote>& note) {
  if (!note) return nullptr;
  return json::Object{{"major", note->major},
                      {"minor", note->minor},
                      {"sdk", note->sdk},
                      {"required_extensions", strings(note->required_extensions)}};
}

json::Array view(const std::vector<plugin::HostSymbol>& symbols) {
  json::Array array;
  for (const plugin::HostSymbol& symbol : symbols) {
    array.push_back(
        json::Object{{"name", escaped(symbol.name)}, {"library", escaped(symbol.library)}});
  }
  return array;
}

json::Object view(const Findings& found) {
  const plugin::Inspection& library = found.library;
  return {
      {"path", found.path},
      {"sha256", found.sha256},
      {"machine", library.machine},
      {"soname", escaped(library.soname)},
      {"needed", strings(library.needed)},
      {"run_path", escaped(library.run_path)},
      {"note", view(library.note)},
      {"register", library.has_register},
      {"helper", library.is_helper()},
      {"exported", view(library.exported)},
      {"unique_symbols", view(library.unique_symbols)},
      {"host_symbols", view(found.host_symbols)},
      {"never_unloads", library.never_unloads},
      {"static_tls", library.static_tls},
      {"thread_destructors", library.thread_destructors},
      {"executable_stack", library.executable_stack},
      {"text_relocations", library.text_relocations},
      {"problems", serve::views(found.problems)},
      {"warnings", serve::views(found.warnings)},
  };
}

std::string verdict(const Findings& found) {
  if (found.library.is_helper()) return "a helper library, which a host ignores";
  std::string text = found.problems.empty()
                         ? "a plugin that this host can load"
                         : "refused, " + counted(found.problems.size(), "problem");
  if (!found.warnings.empty()) text += ", " + counted(found.warnings.size(), "warning");
  return text;
}

// What is wrong in one line, what to do about it in the next.
void add_rows(std::vector<Row>& rows, std::string_view title, const std::vector<Error>& errors) {
  for (const Error& error : errors) {
    rows.push_back({fmt::format("  {}", title), fmt::format("{} ({})", error.message, error.code)});
    rows.push_back({"", error.hint});
  }
}

std::string abi_text(const std::optional<plugin::AbiNote>& note) {
  if (!note) return "no note";
  std::string text = fmt::format("{}.{}, SDK {}", note->major, note->minor, note->sdk);
  if (!note->required_extensions.empty()) {
    text += fmt::format(", requires {}", fmt::join(note->required_extensions, ", "));
  }
  return text;
}

std::string text_of(const Findings& found) {
  const plugin::Inspection& library = found.library;
  std::vector<Row> rows;
  add_rows(rows, "problem", found.problems);
  add_rows(rows, "warning", found.warnings);
  const auto add = [&](std::string_view title, std::string text) {
    if (!text.empty()) rows.push_back({fmt::format("  {}", title), std::move(text)});
  };
  add("abi", abi_text(library.note));
  add("exports", to_text(library.exported));
  add("needs", fmt::format("{}", fmt::join(library.needed, ", ")));
  add("run path", library.run_path);
  add("soname", library.soname);
  add("machine", library.machine);
  add("sha256", found.sha256);
  return fmt::format("{}: {}\n{}", found.path, verdict(found), table(rows));
}

}  // namespace

Result<ExitStatus> run_inspect(const InspectOptions& options, Output& output) {
  const std::string path = escaped(options.file);
  const auto file = read_file(options.file, plugin::kPluginBytesMax, path);
  if (!file) return tl::unexpected(file.error());
  auto library = plugin::inspect(std::as_bytes(std::span(file->bytes)), path);
  if (!library) return tl::unexpected(library.error());
  const Findings found = look_at(path, file->bytes, std::move(*library));
  if (output.json) {
    output.write(view(found));
  } else {
    output.out << text_of(found);
  }
  return ExitStatus::done;
}

}  // namespace muster::cli
