// SPDX-License-Identifier: Apache-2.0
#include "cli/list.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/shell_word.h"
#include "cli/read_json.h"
#include "cli/table.h"
#include "serve/list_query.h"

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

/// Drops what was asked for beyond the limit, to see whether there is more, and says so.
void end_page(json::Value& items, const ListOptions& options, Output& output) {
  json::Array* const array = items.if_array();
  if (options.filter.limit == 0 || array == nullptr || array->size() <= options.filter.limit)
    return;
  array->resize(options.filter.limit);
  output.err << "muster: more follow: --after "
             << shell_word(text_at(array->back(), columns(options.what).front())) << '\n';
}

}  // namespace

Result<ExitStatus> run_list(const ListOptions& options, Peer& host, Output& output) {
  Filter filter = options.filter;
  if (filter.limit != 0) ++filter.limit;
  auto items = host.get("/v1/" + options.what + serve::list_query(filter));
  if (!items) return tl::unexpected(items.error());
  end_page(*items, options, output);
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
  output.out << (rows.size() > 1 ? table(rows)
                                 : fmt::format("no {} {}\n", options.what,
                                               options.filter == Filter() ? "are live" : "match"));
  return ExitStatus::done;
}

}  // namespace muster::cli
