// SPDX-License-Identifier: Apache-2.0
#include "facade/edit.h"

#include <algorithm>
#include <future>
#include <iterator>
#include <string>
#include <utility>

#include "facade/codes.h"
#include "plugin/memory_agent.h"
#include "registry/publishing.h"
#include "skill/memory_skill.h"
#include "skill/unicode.h"

namespace muster {
namespace facade {
namespace {

/// The ends of the program's agents that serve now and will not any more.
std::vector<std::shared_future<void>> ends_of_removed(const catalog::Memory& before,
                                                      const catalog::Memory& after) {
  std::vector<plugin::PluginPtr> removed;
  std::ranges::copy_if(before.agents, std::back_inserter(removed), [&](const auto& unit) {
    const auto same =
        std::ranges::lower_bound(after.agents, catalog::slug_of(unit), {}, catalog::slug_of);
    return same == after.agents.end() || *same != unit;
  });
  std::vector<std::shared_future<void>> ends;
  for (const auto& unit : removed) ends.push_back(unit->function->end());
  return ends;
}

}  // namespace

Result<Change> take_edit(registry::Registry& registry, Edit::Steps steps,
                         const std::function<void(Edit&)>& edit) {
  Edit given(steps);
  edit(given);
  if (steps.problem) return tl::unexpected(std::move(*steps.problem));

  registry::Publishing publishing(registry);
  if (!publishing.is_open()) {
    return tl::unexpected(error(codes::not_running, "edit", "the host has been stopped"));
  }
  auto next = catalog::edited(publishing.current(), steps.steps);
  if (!next) return tl::unexpected(std::move(next.error()));
  if (*next == publishing.current()) return Change(publishing.number(), {});
  auto ends = ends_of_removed(publishing.current().memory(), next->memory());
  if (publishing.number() != 0)
    return Change(publishing.publish(*std::move(next)), std::move(ends));
  publishing.prepare(*std::move(next));
  return Change(0, std::move(ends));
}

}  // namespace facade

void Edit::add(const AgentDescriptor& descriptor, AgentFunction function) {
  auto unit = plugin::memory_agent(descriptor, std::move(function), steps_.calls);
  if (!unit) return steps_.refuse(std::move(unit.error()));
  steps_.steps.emplace_back(catalog::AddAgent{plugin::share(*std::move(unit), steps_.retire)});
}

void Edit::add(std::string_view slug, std::string_view description, AgentFunction function) {
  add({.slug = std::string(slug), .description = std::string(description)}, std::move(function));
}

void Edit::remove(std::string_view slug) {
  steps_.steps.emplace_back(catalog::RemoveAgent{std::string(slug)});
}

void Edit::add_skill(std::string_view text, std::string_view place) {
  auto unit = skill::memory_skill(std::string(text), place);
  if (!unit) return steps_.refuse(std::move(unit.error()));
  steps_.steps.emplace_back(catalog::AddSkill{*std::move(unit)});
}

void Edit::remove_skill(std::string_view name) {
  steps_.steps.emplace_back(catalog::RemoveSkill{skill::normalized(name)});
}

bool Change::wait(Deadline deadline) const {
  return std::ranges::all_of(ends_, [deadline](const auto& end) {
    if (deadline.at == Deadline().at) {
      end.wait();
      return true;
    }
    return end.wait_until(deadline.at) == std::future_status::ready;
  });
}

}  // namespace muster
