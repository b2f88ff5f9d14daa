// SPDX-License-Identifier: Apache-2.0
#include "cli/show.h"

#include "base/text.h"
#include "cli/codes.h"
#include "cli/read_json.h"
#include "cli/skill_text.h"
#include "cli/table.h"
#include "serve/target.h"

namespace muster::cli {
namespace {

// A missing one is nothing, not an error: the other kind may have the name.
Result<json::Value> find(Peer& host, std::string_view collection, const std::string& name) {
  auto found = host.get(std::string(collection) + serve::encode_segment(name));
  if (!found && found.error().kind == Kind::not_found) return json::Value(nullptr);
  return found;
}

void add(std::vector<Row>& rows, const json::Value& object, std::string_view key) {
  if (std::string text = text_at(object, key); !text.empty()) {
    rows.push_back({"  " + std::string(key), std::move(text)});
  }
}

std::string flags(const json::Value& agent) {
  std::string names;
  const json::Value& all = value_at(agent, "flags");
  if (!all.is_object()) return names;
  for (const auto& [name, value] : all.get_object()) {
    if (value.is_bool() && value.get_bool())
      names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return names;
}

void show_agent(const json::Value& agent, std::ostream& out) {
  out << "agent " << text_at(agent, "slug") << '\n';
  std::vector<Row> rows;
  for (const char* key : {"title", "description", "version", "tags", "replaced_by", "plugin",
                          "sha256", "generation"}) {
    add(rows, agent, key);
  }
  if (std::string set = flags(agent); !set.empty()) rows.push_back({"  flags", std::move(set)});
  add(rows, agent, "input_schema");
  add(rows, agent, "output_schema");
  add(rows, agent, "config_schema");
  out << table(rows);
}

}  // namespace

Result<ExitStatus> run_show(const ShowOptions& options, Peer& host, Output& output) {
  auto agent = find(host, "/v1/agents/", options.name);
  if (!agent) return tl::unexpected(std::move(agent.error()));
  auto skill = find(host, "/v1/skills/", options.name);
  if (!skill) return tl::unexpected(std::move(skill.error()));
  if (agent->is_null() && skill->is_null()) {
    return tl::unexpected(
        error(codes::not_live, escaped(options.name), "no agent or skill of this name is live"));
  }
  if (output.json) {
    output.write(json::Object{{"agent", *agent}, {"skill", *skill}});
    return ExitStatus::done;
  }
  if (!agent->is_null()) show_agent(*agent, output.out);
  if (!agent->is_null() && !skill->is_null()) output.out << '\n';
  if (!skill->is_null()) {
    const std::string body = text_at(*skill, "body");
    output.out << skill_text(*skill) << '\n' << (output.is_terminal ? for_terminal(body) : body);
  }
  return ExitStatus::done;
}

}  // namespace muster::cli
