// SPDX-License-Identifier: Apache-2.0
#include "cli/inspect.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <span>
#include <system_error>

#include "base/beneath.h"
#include "base/codes.h"
#include "base/counted.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/text.h"
#include "cli/table.h"
#include "plugin/bundle.h"
#include "plugin/codes.h"
#include "plugin/host_symbols.h"
#include "plugin/inspect.h"
#include "plugin/staging.h"
#include "seal/seal.h"
#include "serve/json_views.h"

namespace muster::cli {
namespace {

/// Everything that is known of a file once it was looked at.
struct Findings {
  std::string path;
  std::string sha256;
  std::optional<plugin::Inspection> library;  ///< none: what the file is, is a problem
  std::optional<seal::State> seal;            ///< none: it is broken, or the file is no library
  std::vector<plugin::HostSymbol> host_symbols;
  std::vector<Error> problems;
  std::vector<Error> warnings;
  std::vector<Findings> helpers;  ///< of a bundle

  [[nodiscard]] bool is_refused() const {
    return !problems.empty() || std::ranges::any_of(helpers, &Findings::is_refused);
  }
};

void add_library(plugin::Inspection library, Findings& found) {
  found.host_symbols = plugin::host_symbols(library);
  if (auto warning = plugin::warning_of(found.host_symbols, found.path)) {
    found.warnings.push_back(std::move(*warning));
  }
  std::ranges::move(plugin::warnings_of(library, found.path), std::back_inserter(found.warnings));
  found.library = std::move(library);
}

// Why a file cannot be read: of a link, where it leads.
Error unreadable(const std::string& file, Error problem) {
  std::error_code none;
  if (problem.code != codes::file_missing.code || !std::filesystem::is_symlink(file, none)) {
    return problem;
  }
  const plugin::Source source = plugin::source_of(file);
  const auto target =
      find_beneath(source.root, std::filesystem::path(source.path).filename().string());
  if (target) return problem;
  Error link = target.error();
  link.subject = problem.subject;
  return link;
}

// An error: it cannot be read.
Result<Findings> look_at(const std::string& file) {
  Findings found;
  found.path = escaped(file);
  const auto content = read_file(file, plugin::kPluginBytesMax, found.path);
  if (!content) return tl::unexpected(unreadable(file, content.error()));
  found.sha256 = sha256(content->bytes).hex();
  auto library = plugin::inspect(std::as_bytes(std::span(content->bytes)), found.path);
  if (!library) {
    found.problems.push_back(std::move(library.error()));
    return found;
  }
  add_library(std::move(*library), found);
  if (const auto state = seal::check(std::as_bytes(std::span(content->bytes)), found.path)) {
    found.seal = *state;
  } else {
    found.problems.push_back(state.error());
  }
  return found;
}

Result<Findings> look_at_plugin(const std::string& file) {
  return look_at(file).map([](Findings found) {
    if (found.library && !found.library->is_helper()) {
      std::ranges::move(plugin::problems_of(*found.library, found.path),
                        std::back_inserter(found.problems));
    }
    return found;
  });
}

Result<Findings> look_at_bundle(const std::string& folder) {
  const std::string path = folder.substr(0, folder.find_last_not_of('/') + 1);
  const auto content = plugin::list_bundle(path, escaped(path));
  if (!content) return tl::unexpected(content.error());
  if (!plugin::is_bundle(path)) {
    return tl::unexpected(error(plugin::codes::bundle_no_plugin, escaped(path),
                                "is a folder without " + escaped(plugin::library_of(path)),
                                "name a library, or the folder of a bundle; muster check looks "
                                "into any folder"));
  }
  auto found = look_at_plugin(path + '/' + plugin::library_of(path));
  if (!found) return found;
  for (const std::string& name : content->files) {
    if (!plugin::is_library_name(name) || name == plugin::library_of(path)) continue;
    auto helper = look_at(path + '/' + name);
    if (!helper) return helper;
    found->helpers.push_back(std::move(*helper));
  }
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

json::Object view(const Findings& found);

json::Array view(const std::vector<Findings>& all) {
  json::Array array;
  for (const Findings& found : all) array.push_back(view(found));
  return array;
}

json::Object view(const plugin::Inspection& library) {
  return {
      {"machine", library.machine},
      {"soname", escaped(library.soname)},
      {"needed", strings(library.needed)},
      {"run_path", escaped(library.run_path)},
      {"note", view(library.note)},
      {"register", library.has_register},
      {"helper", library.is_helper()},
      {"exported", view(library.exported)},
      {"unique_symbols", view(library.unique_symbols)},
      {"never_unloads", library.never_unloads},
      {"static_tls", library.static_tls},
      {"thread_destructors", library.thread_destructors},
      {"executable_stack", library.executable_stack},
      {"text_relocations", library.text_relocations},
  };
}

json::Value view(const std::optional<seal::State>& seal) {
  if (!seal) return nullptr;
  switch (*seal) {
    case seal::State::no_place:
      return "no_place";
    case seal::State::unsealed:
      return "unsealed";
    case seal::State::sealed:
      return "sealed";
  }
  return nullptr;
}

json::Object view(const Findings& found) {
  json::Object object = found.library ? view(*found.library) : json::Object{};
  object["seal"] = view(found.seal);
  object["path"] = found.path;
  object["sha256"] = found.sha256;
  object["host_symbols"] = view(found.host_symbols);
  object["problems"] = serve::views(found.problems);
  object["warnings"] = serve::views(found.warnings);
  object["helpers"] = view(found.helpers);
  return object;
}

std::string verdict(const Findings& found) {
  const bool is_helper = found.library && found.library->is_helper();
  std::string text = !found.problems.empty()
                         ? "refused, " + counted(found.problems.size(), "problem")
                     : is_helper ? "a helper library, which a host ignores by itself"
                                 : "a plugin that this host would try out";
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

std::string_view seal_text(seal::State seal) {
  switch (seal) {
    case seal::State::no_place:
      return "no place for one: built with an SDK that knew no seals";
    case seal::State::unsealed:
      return "none: damage to its code goes unseen; muster-seal writes one";
    case seal::State::sealed:
      return "intact";
  }
  return "";
}

std::string text_of(const Findings& found) {
  std::vector<Row> rows;
  add_rows(rows, "problem", found.problems);
  add_rows(rows, "warning", found.warnings);
  const auto add = [&](std::string_view title, std::string text) {
    if (!text.empty()) rows.push_back({fmt::format("  {}", title), std::move(text)});
  };
  if (found.library) {
    add("abi", abi_text(found.library->note));
    if (found.seal && found.library->note) add("seal", std::string(seal_text(*found.seal)));
    add("exports", to_text(found.library->exported));
    add("needs", fmt::format("{}", fmt::join(found.library->needed, ", ")));
    add("run path", found.library->run_path);
    add("soname", found.library->soname);
    add("machine", found.library->machine);
  }
  add("sha256", found.sha256);
  std::string text = fmt::format("{}: {}\n{}", found.path, verdict(found), table(rows));
  for (const Findings& helper : found.helpers) text += text_of(helper);
  return text;
}

}  // namespace

Result<ExitStatus> run_inspect(const InspectOptions& options, Output& output) {
  std::error_code none;
  const bool is_folder = std::filesystem::is_directory(options.file, none);
  const auto found = is_folder ? look_at_bundle(options.file) : look_at_plugin(options.file);
  if (!found) return tl::unexpected(found.error());
  if (output.json) {
    output.write(view(*found));
  } else {
    output.out << text_of(*found);
  }
  return found->is_refused() ? ExitStatus::refused : ExitStatus::done;
}

}  // namespace muster::cli
