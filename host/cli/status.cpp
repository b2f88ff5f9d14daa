// SPDX-License-Identifier: Apache-2.0
#include "cli/status.h"

#include <fmt/format.h>

#include "cli/read_json.h"
#include "cli/report_text.h"
#include "cli/table.h"

namespace muster::cli {
namespace {

// "1 agent", "2 agents".
std::string counted_at(const json::Value& counts, std::string_view key, std::string_view one) {
  const std::string count = text_at(counts, key);
  return fmt::format("{} {}{}", count, one, count == "1" ? "" : "s");
}

std::string roots_text(const json::Array& roots) {
  std::vector<Row> rows;
  for (const json::Value& root : roots) {
    rows.push_back({"  " + text_at(root, "kind"), text_at(root, "path")});
  }
  return table(rows);
}

std::string retained_text(const json::Array& libraries) {
  std::vector<Row> rows;
  for (const json::Value& library : libraries) {
    rows.push_back({"  " + text_at(library, "library"), text_at(library, "reason"),
                    "since " + text_at(library, "since")});
  }
  return table(rows);
}

// The agents that hold workers for longer than they were given, or have calls wait.
std::string workers_text(const json::Array& agents) {
  std::vector<Row> rows;
  for (const json::Value& agent : agents) {
    const bool has_lost = text_at(agent, "lost") != "0";
    if (!has_lost && text_at(agent, "waiting") == "0") continue;
    rows.push_back({"  " + text_at(agent, "slug"), counted_at(agent, "busy", "call") + " running",
                    text_at(agent, "lost") + " past the deadline",
                    text_at(agent, "waiting") + " waiting",
                    text_at(agent, "overloaded") == "true" ? "overloaded" : ""});
  }
  return table(rows);
}

std::string live_text(const json::Array& files) {
  std::vector<Row> rows;
  for (const json::Value& file : files) {
    rows.push_back({"  " + text_at(file, "path"), text_at(file, "sha256")});
  }
  return table(rows);
}

void section(std::ostream& out, std::string_view title, const std::string& text) {
  if (!text.empty()) out << title << ":\n" << text;
}

}  // namespace

Result<ExitStatus> run_status(const StatusOptions&, Peer& host, Output& output) {
  const auto status = host.get("/v1/status");
  if (!status) return tl::unexpected(status.error());
  if (output.json) {
    output.write(*status);
    return ExitStatus::done;
  }
  const json::Value& counts = value_at(*status, "counts");
  output.out << "host " << text_at(*status, "name") << ": " << text_at(*status, "health")
             << ", generation " << text_at(*status, "generation") << ", "
             << counted_at(counts, "agents", "agent") << ", "
             << counted_at(counts, "skills", "skill") << ", "
             << counted_at(counts, "plugins", "plugin") << ", watch " << text_at(*status, "watch")
             << ", " << counted_at(value_at(*status, "workers"), "busy", "call") << " running\n";
  // Not its verdict: what that names stands below.
  if (const json::Value& last = value_at(*status, "last_reload"); !last.is_null()) {
    output.out << fmt::format("last reload: {} at {} ({})\n", text_at(last, "outcome"),
                              text_at(last, "at"), text_at(last, "trigger"));
  }
  section(output.out, "folders", roots_text(items_at(*status, "roots")));
  section(output.out, "live", live_text(items_at(*status, "files")));
  section(output.out, "refused", refused_text(*status));
  section(output.out, "quarantined", quarantined_text(items_at(*status, "quarantined"), ""));
  section(output.out, "workers", workers_text(items_at(value_at(*status, "workers"), "agents")));
  section(output.out, "retained", retained_text(items_at(*status, "retained")));
  return ExitStatus::done;
}

}  // namespace muster::cli
