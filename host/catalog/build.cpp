// SPDX-License-Identifier: Apache-2.0
#include "catalog/build.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "catalog/codes.h"

namespace muster::catalog {
namespace {

/// Mostly they come as they are to be.
template <class Items, class By>
void sort_if_needed(Items& items, By by) {
  if (!std::ranges::is_sorted(items, {}, by)) std::ranges::sort(items, {}, by);
}

/// A plugin's file on its way through the build.
struct Choice {
  const Candidate<plugin::PluginPtr>* candidate;
  plugin::PluginPtr previous;  ///< what serves now from this path; may be null
  plugin::PluginPtr chosen;    ///< what shall serve next; may be null
  std::vector<Error> problems;

  [[nodiscard]] bool is_new_or_changed() const { return chosen && chosen != previous; }
  void fall_back(Error problem) {
    chosen = previous;
    problems.push_back(std::move(problem));
  }
};

std::vector<Choice> first_choices(const Candidates& candidates, const Catalog& current) {
  std::map<std::string_view, plugin::PluginPtr> live;
  for (const auto& unit : current.plugins()) live.emplace(unit->path, unit);

  std::vector<Choice> choices;
  for (const auto& candidate : candidates.plugins) {
    const auto previous = live.find(candidate.path);
    Choice choice{&candidate, previous == live.end() ? nullptr : previous->second, candidate.unit,
                  candidate.problems};
    if (!choice.problems.empty()) choice.chosen = choice.previous;
    choices.push_back(std::move(choice));
  }
  std::ranges::sort(choices, {},
                    [](const Choice& choice) { return std::string_view(choice.candidate->path); });
  return choices;
}

bool any_refused(const std::vector<Choice>& choices) {
  return std::ranges::any_of(choices,
                             [](const Choice& choice) { return !choice.problems.empty(); });
}

/// Who would serve each slug.
std::map<std::string_view, std::vector<Choice*>> owners_of(std::vector<Choice>& choices) {
  std::map<std::string_view, std::vector<Choice*>> owners;
  for (Choice& choice : choices) {
    if (!choice.chosen) continue;
    for (const auto& agent : choice.chosen->agents) {
      owners[agent->descriptor.slug].push_back(&choice);
    }
  }
  return owners;
}

/// One step towards the fixpoint: every new or changed file of every clash falls back. What the
/// program added stays.
bool resolve_clashes(std::vector<Choice>& choices, const Memory& memory,
                     std::map<std::string, Conflict>& conflicts) {
  std::vector<std::pair<Choice*, Error>> charges;
  for (const auto& [slug, owners] : owners_of(choices)) {
    const bool is_programs = memory.has_agent(slug);
    if (owners.size() < 2 && !is_programs) continue;
    std::vector<std::string> files;
    for (const Choice* owner : owners) files.push_back(owner->candidate->path);
    std::vector<std::string_view> all(files.begin(), files.end());
    if (is_programs) all.push_back(kProgram);
    const Error clash = error(codes::duplicate_slug, std::string(slug),
                              fmt::format("registered by {}", fmt::join(all, " and by ")));
    for (Choice* owner : owners) {
      if (owner->is_new_or_changed()) charges.emplace_back(owner, clash);
    }
    conflicts.emplace(slug, Conflict{std::move(files), clash});
  }
  for (auto& [choice, clash] : charges) choice->fall_back(std::move(clash));
  return !charges.empty();
}

/// Under keep_file: nobody loses an agent to a file that could not be taken in.
bool keep_lost_agents(std::vector<Choice>& choices) {
  const auto refused =
      std::ranges::find_if(choices, [](const Choice& choice) { return !choice.problems.empty(); });
  if (refused == choices.end()) return false;
  const auto owners = owners_of(choices);
  bool moved = false;
  for (Choice& choice : choices) {
    if (!choice.previous || choice.chosen == choice.previous) continue;
    for (const auto& agent : choice.previous->agents) {
      const std::string& slug = agent->descriptor.slug;
      if (owners.contains(slug)) continue;
      choice.fall_back(error(
          codes::agent_lost, slug,
          fmt::format("no longer registered by {}, while {}, which may have it now, was refused",
                      choice.candidate->path, refused->candidate->path)));
      moved = true;
      break;
    }
  }
  return moved;
}

std::vector<std::string> slugs_of(const plugin::PluginPtr& unit) {
  std::vector<std::string> slugs;
  for (const auto& agent : unit->agents) slugs.push_back(agent->descriptor.slug);
  return slugs;
}

FileReport report_on(const Choice& choice, Policy policy) {
  const auto& candidate = *choice.candidate;
  FileReport report{.path = candidate.path,
                    .kind = FileKind::plugin,
                    .sha256 = candidate.sha256,
                    .problems = choice.problems,
                    .warnings = candidate.warnings};
  if (const auto& named = candidate.unit ? candidate.unit : choice.previous) {
    report.names = slugs_of(named);
  }
  if (!choice.problems.empty()) {
    const bool keeps_serving = policy == Policy::keep_file && choice.previous;
    report.outcome = keeps_serving              ? FileOutcome::kept
                     : candidate.is_quarantined ? FileOutcome::quarantined
                                                : FileOutcome::rejected;
  } else if (candidate.is_ignored) {
    report.outcome = FileOutcome::ignored;
  } else {
    report.outcome =
        choice.chosen == choice.previous ? FileOutcome::unchanged : FileOutcome::loaded;
  }
  return report;
}

using PathSet = std::unordered_set<std::string_view>;

/// Units that serve now and have no place in what comes next.
template <class UnitPtr>
void report_removed(std::span<const UnitPtr> before, const PathSet& there, FileKind kind,
                    std::vector<FileReport>& files) {
  for (const UnitPtr& unit : before) {
    if (there.contains(unit->path)) continue;
    FileReport report{.path = unit->path,
                      .kind = kind,
                      .outcome = FileOutcome::removed,
                      .sha256 = unit->hash.hex()};
    if constexpr (std::is_same_v<UnitPtr, plugin::PluginPtr>) {
      report.names = slugs_of(unit);
    } else {
      report.names = {unit->descriptor.name};
    }
    files.push_back(std::move(report));
  }
}

struct Plugins {
  std::vector<plugin::PluginPtr> units;
  std::vector<FileReport> files;
  std::vector<Conflict> conflicts;
  bool any_refused = false;
};

Plugins build_plugins(const Candidates& candidates, const Catalog& current, Policy policy) {
  std::vector<Choice> choices = first_choices(candidates, current);
  std::map<std::string, Conflict> conflicts;
  while (resolve_clashes(choices, current.memory(), conflicts) ||
         (policy == Policy::keep_file && keep_lost_agents(choices))) {
  }

  Plugins built;
  built.any_refused = any_refused(choices);
  PathSet there;
  for (const Choice& choice : choices) {
    there.insert(choice.candidate->path);
    if (choice.chosen) built.units.push_back(choice.chosen);
    built.files.push_back(report_on(choice, policy));
  }
  for (auto& [slug, conflict] : conflicts) built.conflicts.push_back(std::move(conflict));
  report_removed(current.plugins(), there, FileKind::plugin, built.files);
  return built;
}

/// The skills of the next catalog, on their way.
struct Skills {
  std::vector<skill::SkillPtr> units;
  std::vector<skill::SkillPtr> shadowed;
  std::vector<FileReport> files;
  std::uint64_t unchanged = 0;
  std::unordered_set<std::string_view> names;
  PathSet there;

  /// False: another skill has the name.
  bool serve(const skill::SkillPtr& unit) {
    there.insert(unit->path);
    const bool is_first = names.insert(unit->descriptor.name).second;
    (is_first ? units : shadowed).push_back(unit);
    return is_first;
  }
};

/// What serves now from folders of skills.
class LiveSkills {
 public:
  explicit LiveSkills(const Catalog& current)
      : served_(current.folder_skills()), shadowed_(current.shadowed()) {
    units_.reserve(served_.size() + shadowed_.size());
    for (const auto& units : {served_, shadowed_}) {
      for (const auto& unit : units) units_.insert(unit.get());
    }
  }

  [[nodiscard]] bool has(const skill::SkillPtr& unit) const { return units_.contains(unit.get()); }

  /// From a folder, or from below it: a folder that cannot be entered hides its skills.
  [[nodiscard]] std::vector<skill::SkillPtr> in(const std::string& folder) {
    if (by_path_.empty()) sort();
    std::vector<skill::SkillPtr> units;
    for (auto unit = by_path_.lower_bound(folder); unit != by_path_.end(); ++unit) {
      if (!unit->first.starts_with(folder)) break;
      const std::string_view rest = unit->first.substr(folder.size());
      if (rest.empty() || rest.front() == '/') units.push_back(unit->second);
    }
    return units;
  }

 private:
  void sort() {
    for (const auto& units : {served_, shadowed_}) {
      for (const auto& unit : units) by_path_.emplace(unit->path, unit);
    }
  }

  std::span<const skill::SkillPtr> served_;
  std::span<const skill::SkillPtr> shadowed_;
  std::unordered_set<const skill::LoadedSkill*> units_;
  std::map<std::string_view, skill::SkillPtr> by_path_;  // made when a skill was refused
};

Skills build_skills(const Candidates& candidates, const Catalog& current) {
  LiveSkills live(current);
  Skills built;
  for (const auto& unit : current.memory().skills) built.names.insert(unit->descriptor.name);
  built.names.reserve(candidates.skills.size());
  built.there.reserve(candidates.skills.size());
  for (const auto& candidate : candidates.skills) {
    built.there.insert(candidate.path);
    const bool serves = candidate.unit && built.serve(candidate.unit);
    if (serves && live.has(candidate.unit)) {
      ++built.unchanged;
      continue;
    }
    FileReport report{.path = candidate.path,
                      .kind = FileKind::skill,
                      .outcome = FileOutcome::loaded,
                      .sha256 = candidate.sha256,
                      .problems = candidate.problems,
                      .warnings = candidate.warnings};
    if (candidate.unit) {
      report.names = {candidate.unit->descriptor.name};
      report.sha256 = candidate.unit->hash.hex();
      report.warnings = candidate.unit->warnings;
      if (!serves) report.outcome = FileOutcome::shadowed;
    } else {
      report.outcome = FileOutcome::rejected;
      for (const skill::SkillPtr& unit : live.in(candidate.path)) {
        report.outcome = FileOutcome::kept;
        report.names.push_back(unit->descriptor.name);
        built.serve(unit);
      }
    }
    built.files.push_back(std::move(report));
  }
  sort_if_needed(built.units, name_of_skill);
  report_removed(current.folder_skills(), built.there, FileKind::skill, built.files);
  report_removed(current.shadowed(), built.there, FileKind::skill, built.files);
  return built;
}

}  // namespace

Built build(const Candidates& candidates, const Catalog& current, Policy policy) {
  Plugins plugins = build_plugins(candidates, current, policy);
  Skills skills = build_skills(candidates, current);

  Built built;
  built.files = std::move(plugins.files);
  built.unchanged_skills = skills.unchanged;
  std::ranges::move(skills.files, std::back_inserter(built.files));
  sort_if_needed(built.files, &FileReport::path);
  built.conflicts = std::move(plugins.conflicts);
  if (policy == Policy::keep_file || !plugins.any_refused) {
    built.next.emplace(std::move(plugins.units), std::move(skills.units),
                       std::move(skills.shadowed), current.memory());
  }
  return built;
}

}  // namespace muster::catalog
