// SPDX-License-Identifier: Apache-2.0
#include "cli/list.h"

#include <algorithm>
#include <cctype>

#include "cli/read_json.h"
#include "cli/table.h"

namespace muster::cli {
namespace {

Row columns(std::string_view what) {
  if (what == "skills") return {"name", "path", "description"};
  if (what == "plugins") return {"path", "agents", "sha256"};
  return {"slug", "version", "plugin", "description"};
}

std::string heading(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

}  // namespace

Result<ExitStatus> run_list(const ListOptions& options, Peer& host, Output& output) {
  const auto items = host.get("/v1/" + options.what);
  if (!items) return tl::unexpected(items.error());
  if (output.json) {
    output.write(*items);
    return ExitStatus::done;
  }
  const Row keys = columns(options.what);
  std::vector<Row> rows{keys};
  std::ranges::transform(keys, rows.front().begin(), heading);
  for (const json::Value& item : items_of(*items)) {
    Row& row = rows.emplace_back();
    for (const std::string& key : keys) row.push_back(text_at(item, key));
  }
  output.out << (rows.size() > 1 ? table(rows) : "no " + options.what + " are live\n");
  return ExitStatus::done;
}

}  // namespace muster::cli
