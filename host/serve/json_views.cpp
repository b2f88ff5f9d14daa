// SPDX-License-Identifier: Apache-2.0
#include "serve/json_views.h"

#include "base/text.h"
#include "base/timestamp.h"

namespace muster::serve {
namespace {

// Paths, and messages that name them, may hold bytes that are not UTF-8; JSON may not.
json::Value plain(const std::string& text) { return json::Value(escaped(text)); }

json::Array strings(const std::vector<std::string>& items) {
  return json::Array(items.begin(), items.end());
}

json::Object members(const SkillDescriptor::Fields& fields) {
  json::Object object;
  for (const auto& [key, value] : fields) object[key] = value;
  return object;
}

// A schema is embedded as JSON. It was checked when its agent registered, so it parses; where it
// did not come from an agent and does not, its text is still better than nothing.
json::Value embedded(const std::string& text) {
  if (text.empty()) return nullptr;
  if (auto parsed = json::parse(text, "schema")) return std::move(*parsed);
  return json::Value(text);
}

// Reports of ten thousand files are long; they come from ourselves, so only memory bounds them.
json::Object own_json(const std::string& text) {
  return json::parse(text, "report", {.bytes = text.size(), .depth = 64})
      .map(
          [](json::Value value) { return value.is_object() ? value.get_object() : json::Object{}; })
      .value_or(json::Object{});
}

json::Array roots(const Status& status) {
  json::Array array;
  for (const auto& path : status.plugin_roots) {
    array.push_back(json::Object{{"path", plain(path)}, {"kind", name_of(FileKind::plugin)}});
  }
  for (const auto& path : status.skill_roots) {
    array.push_back(json::Object{{"path", plain(path)}, {"kind", name_of(FileKind::skill)}});
  }
  return array;
}

}  // namespace

json::Object view(const Error& error) {
  json::Object object{{"kind", name_of(error.kind)},
                      {"code", error.code},
                      {"subject", plain(error.subject)},
                      {"message", plain(error.message)},
                      {"hint", plain(error.hint)}};
  if (!error.agent_code.empty()) object["agent_code"] = plain(error.agent_code);
  return object;
}

json::Object view(const AgentInfo& agent) {
  const AgentDescriptor& said = agent.descriptor;
  return {
      {"slug", said.slug},
      {"title", said.title},
      {"description", said.description},
      {"version", said.version},
      {"tags", strings(said.tags)},
      {"input_schema", embedded(said.input_schema)},
      {"output_schema", embedded(said.output_schema)},
      {"config_schema", embedded(said.config_schema)},
      {"state_version", said.state_version},
      {"flags", json::Object{{"concurrent", said.concurrent},
                             {"keyed", said.keyed},
                             {"streams", said.streams},
                             {"idempotent", said.idempotent},
                             {"read_only", said.read_only},
                             {"destructive", said.destructive},
                             {"open_world", said.open_world},
                             {"deprecated", said.deprecated}}},
      {"replaced_by", said.replaced_by},
      {"limits", json::Object{{"deadline_ms", said.deadline_ms},
                              {"max_result_bytes", said.max_result_bytes},
                              {"max_concurrent", said.max_concurrent}}},
      {"plugin", plain(agent.plugin)},
      {"sha256", agent.sha256},
      {"generation", agent.generation},
  };
}

json::Object view(const SkillInfo& skill) {
  const SkillDescriptor& said = skill.descriptor;
  return {
      {"name", said.name},
      {"description", said.description},
      {"license", said.license},
      {"compatibility", said.compatibility},
      {"allowed_tools", strings(said.allowed_tools)},
      {"tags", strings(said.tags)},
      {"metadata", members(said.metadata)},
      {"fields", members(said.fields)},
      {"path", plain(skill.path)},
      {"location", plain(skill.location)},
      {"sha256", skill.sha256},
      {"generation", skill.generation},
  };
}

json::Object view(const SkillFile& file) {
  return {{"path", file.path}, {"size", file.size}, {"sha256", file.sha256}};
}

json::Object view(const ActiveSkill& skill) {
  json::Object object = view(skill.info);
  object["files"] = views(skill.info.files);
  object["body"] = skill.body;
  return object;
}

json::Object view(const PluginInfo& plugin) {
  return {
      {"path", plain(plugin.path)},
      {"sha256", plugin.sha256},
      {"agents", strings(plugin.agents)},
      {"generation", plugin.generation},
  };
}

json::Object view(const FileReport& file) {
  json::Object object{
      {"path", plain(file.path)},
      {"kind", name_of(file.kind)},
      {"outcome", name_of(file.outcome)},
      {"sha256", file.sha256},
      {file.kind == FileKind::plugin ? "agents" : "skills", strings(file.names)},
      {"problems", views(file.problems)},
      {"warnings", views(file.warnings)},
  };
  if (!file.problems.empty()) {  // the most important one, as reports have it
    for (auto& [key, value] : view(file.problems.front())) object.emplace(key, std::move(value));
  }
  return object;
}

json::Object view(const Retained& retained) {
  return {
      {"library", plain(retained.library)},
      {"sha256", retained.sha256},
      {"reason", plain(retained.reason)},
      {"since", timestamp(retained.since)},
      {"calls", retained.calls},
  };
}

json::Object view(const Quarantined& quarantined) {
  const Error& problem = quarantined.problem;
  return {
      {"path", plain(quarantined.path)},
      {"sha256", quarantined.sha256},
      {"code", problem.code},
      {"message", plain(problem.message)},
      {"hint", plain(problem.hint)},
      {"since", timestamp(quarantined.since)},
  };
}

json::Object view(const ReloadReport& report) {
  json::Object object = own_json(to_json(report));
  object["verdict"] = plain(verdict(report));
  return object;
}

json::Object view(const Load& load) {
  json::Array agents;
  for (const AgentLoad& agent : load.agents) {
    agents.push_back(json::Object{{"slug", agent.slug},
                                  {"busy", agent.busy},
                                  {"lost", agent.lost},
                                  {"waiting", agent.waiting},
                                  {"overloaded", agent.is_overloaded}});
  }
  return {{"busy", load.busy},
          {"lost", load.lost},
          {"waiting", load.waiting},
          {"agents", std::move(agents)}};
}

json::Object status_view(const Api& host) {
  const Status status = host.status();
  const auto reloads = host.reloads();
  json::Array files;
  for (const PluginInfo& plugin : host.plugins()) {
    files.push_back(json::Object{{"path", plain(plugin.path)}, {"sha256", plugin.sha256}});
  }
  return {
      {"name", host.name()},
      {"health", name_of(status.health)},
      {"generation", status.generation},
      {"counts",
       json::Object{
           {"agents", status.agents}, {"skills", status.skills}, {"plugins", status.plugins}}},
      {"roots", roots(status)},
      {"watch", name_of(status.watch)},
      {"files", std::move(files)},
      {"last_reload", reloads.empty() ? json::Value(nullptr) : json::Value(view(reloads.back()))},
      {"refused", views(status.refused)},
      {"quarantined", views(host.quarantined())},
      {"retained", views(status.retained)},
      {"workers", view(host.load())},
  };
}

json::Object failed_call_view(const std::string& slug, const Called& called) {
  const Error& error = called.result.error();
  return {
      {"content", json::Array{json::Object{{"type", "text"}, {"text", plain(error.message)}}}},
      {"is_error", true},
      {"agent", slug},
      {"generation", called.generation},
      {"duration_ms", std::chrono::duration<double, std::milli>(called.duration).count()},
      {"code", error.code},
      {"agent_code", plain(error.agent_code)},
      {"hint", plain(error.hint)},
  };
}

}  // namespace muster::serve
