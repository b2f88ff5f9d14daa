// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SERVE_FAKE_API_H
#define MUSTER_TESTS_SERVE_FAKE_API_H

#include <atomic>
#include <functional>

#include "base/code.h"
#include "facade/listing.h"
#include "serve/api.h"

namespace muster::test {

inline constexpr Code kAbsent{"test.absent", Kind::not_found, "", "look elsewhere"};

/// A host of plain values: one agent "echo", one skill "operate". Calls and reloads do what the
/// test says.
class FakeApi final : public serve::Api {
 public:
  FakeApi() {
    AgentInfo echo;
    echo.descriptor.slug = "echo";
    echo.descriptor.version = "1.2";
    echo.descriptor.tags = {"text"};
    echo.descriptor.input_schema = R"({"type":"object"})";
    echo.descriptor.idempotent = true;
    echo.plugin = "plugins/echo.so";
    echo.sha256 = "ab";
    echo.generation = 4;
    live_agents = {echo};
    SkillInfo operate;
    operate.descriptor = {"operate", "Operates.", {{"license", "MIT"}}};
    operate.path = "skills/operate";
    operate.generation = 4;
    operate.location = "/srv/skills/operate/SKILL.md";
    operate.files = {{"SKILL.md", 40, "ab"}, {"scripts/run.sh", 14, "cd"}};
    live_skills = {operate};
    live_plugins = {{"plugins/echo.so", "ab", {"echo"}, 4}};
    state.generation = 4;
    state.agents = state.skills = state.plugins = 1;
    ReloadReport report;
    report.number = 7;
    report.generation = 4;
    history = {report};
  }

  std::string name() const override { return "fake"; }
  Result<Page<AgentInfo>> agents(const Filter& filter) const override {
    return facade::page_of(
        live_agents, filter,
        [](const auto& info) { return std::string_view(info.descriptor.slug); },
        [](const auto& info) { return std::string_view(info.descriptor.description); },
        [](const auto& info) -> const auto& { return info.descriptor.tags; },
        [](const auto& info) { return info; });
  }
  Result<Page<SkillInfo>> skills(const Filter& filter) const override {
    return facade::page_of(
        live_skills, filter,
        [](const auto& info) { return std::string_view(info.descriptor.name); },
        [](const auto& info) { return std::string_view(info.descriptor.description); },
        [](const auto& info) -> const auto& { return info.descriptor.tags; },
        [](const auto& info) { return info; });
  }
  std::vector<PluginInfo> plugins() const override { return live_plugins; }
  Result<AgentInfo> agent(std::string_view slug) const override {
    if (slug == "echo") return live_agents.front();
    return tl::unexpected(error(kAbsent, std::string(slug), "no such agent"));
  }
  Result<ActiveSkill> activate(std::string_view name) const override {
    if (name == live_skills.front().descriptor.name) {
      return ActiveSkill{live_skills.front(), "# Body\n"};
    }
    return tl::unexpected(error(kAbsent, std::string(name), "no such skill"));
  }
  /// Every file has its own path as its bytes.
  Result<SkillContent> skill_file(std::string_view name, std::string_view path) const override {
    if (path == "absent") return tl::unexpected(error(kAbsent, std::string(name), "no such file"));
    return SkillContent{{std::string(path), path.size(), "cd"}, std::string(path)};
  }
  Status status() const override { return state; }
  Health health() const override { return state.health; }
  std::uint64_t generation() const override { return state.generation; }
  std::vector<Quarantined> quarantined() const override { return in_quarantine; }
  std::vector<ReloadReport> reloads() const override { return history; }
  serve::Load load() const override { return workers; }
  Result<TimePoint> deadline_of(const serve::Calling& calling, TimePoint arrived) const override {
    auto found = agent(calling.slug);
    if (!found) return tl::unexpected(std::move(found.error()));
    return calling.deadline ? calling.deadline->at : arrived + std::chrono::seconds(30);
  }
  serve::Called call(const serve::Calling& calling) override {
    request_id = calling.request_id;
    key = calling.key;
    stop = calling.stop;
    return {on_call(calling.slug, calling.input, calling.deadline), 4,
            std::chrono::milliseconds(2)};
  }
  ReloadReport reload() override { return on_reload(); }
  /// By path alone.
  Result<std::vector<Quarantined>> retry(std::string_view which) override {
    std::vector<Quarantined> lifted = in_quarantine;
    std::erase_if(lifted, [&](const Quarantined& one) { return one.path != which; });
    std::erase_if(in_quarantine, [&](const Quarantined& one) { return one.path == which; });
    if (!lifted.empty()) return lifted;
    return tl::unexpected(error(kAbsent, std::string(which), "is not in quarantine"));
  }

  std::vector<AgentInfo> live_agents;
  std::vector<SkillInfo> live_skills;
  std::vector<PluginInfo> live_plugins;
  std::vector<Quarantined> in_quarantine;
  Status state;
  std::vector<ReloadReport> history;
  serve::Load workers;
  std::string request_id;  ///< of the last call
  std::string key;         ///< the same
  std::stop_token stop;    ///< the same
  std::function<Result<CallResult>(std::string_view, std::string_view, std::optional<Deadline>)>
      on_call = [](std::string_view slug, std::string_view input, auto) {
        return CallResult{{{Block::Type::text, "text/plain", "", std::string(input)}},
                          std::string(slug),
                          4,
                          std::chrono::microseconds(100)};
      };
  std::function<ReloadReport()> on_reload = [this] { return history.back(); };
};

}  // namespace muster::test

#endif
