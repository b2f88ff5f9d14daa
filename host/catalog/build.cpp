// SPDX-License-Identifier: Apache-2.0
#include "catalog/build.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "catalog/codes.h"

namespace muster::catalog {
namespace {

/// A plugin's file on its way through the build.
struct Choice {
  const PluginCandidate* candidate;
  plugin::PluginPtr previous;  ///< what serves now from this path; may be null
  plugin::PluginPtr chosen;    ///< what shall serve next; may be null
  std::vector<Error> problems;

  [[nodiscard]] bool is_new_or_changed() const { return chosen && chosen != previous; }
  void fall_back(Error problem) {
    chosen = previous;
    problems.push_back(std::move(problem));
  }
};

const std::string& path_of(const Choice& choice) { return choice.candidate->path; }

std::vector<Choice> first_choices(const std::vector<PluginCandidate>& candidates,
                                  const Catalog& current) {
  std::map<std::string_view, plugin::PluginPtr> live;
  for (const auto& unit : current.plugins()) live.emplace(unit->path, unit);

  std::vector<Choice> choices;
  for (const auto& candidate : candidates) {
    const auto previous = live.find(candidate.path);
    Choice choice{&candidate, previous == live.end() ? nullptr : previous->second, candidate.unit,
                  candidate.problems};
    if (!choice.problems.empty()) choice.chosen = choice.previous;
    choices.push_back(std::move(choice));
  }
  std::ranges::sort(choices, {}, path_of);
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

/// Of a build that comes to nothing no file was loaded or removed.
void hold(std::vector<FileReport>& files) {
  for (FileReport& file : files) {
    const bool is_change =
        file.outcome == FileOutcome::loaded || file.outcome == FileOutcome::removed;
    if (is_change) file.outcome = FileOutcome::held;
  }
}

struct Plugins {
  std::vector<plugin::PluginPtr> units;
  std::vector<FileReport> files;
  std::vector<Conflict> conflicts;
  bool any_refused = false;
};

Plugins build_plugins(const std::vector<PluginCandidate>& candidates, const Catalog& current,
                      Policy policy) {
  std::vector<Choice> choices = first_choices(candidates, current);
  std::map<std::string, Conflict> conflicts;
  while (resolve_clashes(choices, current.memory(), conflicts) ||
         (policy == Policy::keep_file && keep_lost_agents(choices))) {
  }

  Plugins built;
  built.any_refused = any_refused(choices);
  for (const Choice& choice : choices) {
    if (choice.chosen) built.units.push_back(choice.chosen);
    built.files.push_back(report_on(choice, policy));
  }
  for (auto& [slug, conflict] : conflicts) built.conflicts.push_back(std::move(conflict));
  for (const auto& unit : current.plugins()) {
    if (std::ranges::binary_search(choices, unit->path, {}, path_of)) continue;
    built.files.push_back({.path = unit->path,
                           .kind = FileKind::plugin,
                           .outcome = FileOutcome::removed,
                           .sha256 = unit->hash.hex(),
                           .names = slugs_of(unit)});
  }
  return built;
}

using SkillUnits = std::vector<skill::SkillPtr>;

/// Those that others lack. Both sorted by name, no name twice.
SkillUnits without(std::span<const skill::SkillPtr> units,
                   std::span<const skill::SkillPtr> others) {
  const auto comes_before = [](const skill::SkillPtr& one, const skill::SkillPtr& other) {
    if (one == other) return false;  // mostly, so that few names are looked at
    const int order = name_of_skill(one).compare(name_of_skill(other));
    return order < 0 || (order == 0 && one < other);
  };
  SkillUnits rest;
  std::ranges::set_difference(units, others, std::back_inserter(rest), comes_before);
  return rest;
}

/// What serves now from folders of skills, to be found by folder.
class LiveSkills {
 public:
  explicit LiveSkills(const Catalog& current) : current_(current) {}

  /// From a folder, or from below it: a folder that cannot be entered hides its skills.
  [[nodiscard]] SkillUnits in(const std::string& folder) {
    if (by_path_.empty()) sort();
    SkillUnits units;
    for (auto unit = by_path_.lower_bound(folder); unit != by_path_.end(); ++unit) {
      if (!unit->first.starts_with(folder)) break;
      const std::string_view rest = unit->first.substr(folder.size());
      const bool is_in = rest.empty() || rest.front() == '/' || folder.ends_with('/');
      if (is_in) units.push_back(unit->second);
    }
    return units;
  }

 private:
  void sort() {
    for (const auto& units : {current_.folder_skills(), current_.shadowed()}) {
      for (const auto& unit : units) by_path_.emplace(unit->path, unit);
    }
  }

  const Catalog& current_;
  std::map<std::string_view, skill::SkillPtr> by_path_;  // made when a skill was refused
};

/// A skill that could serve.
struct Offer {
  skill::SkillPtr unit;
  bool is_kept = false;  ///< from a folder that was refused, and is reported as that

  [[nodiscard]] const std::string& name() const { return name_of_skill(unit); }
};

/// The skills of the next catalog, on their way.
struct Skills {
  SkillUnits units;
  SkillUnits shadowed;
  std::vector<FileReport> files;
  std::uint64_t unchanged = 0;

  void report(const skill::SkillPtr& unit, FileOutcome outcome, std::vector<Error> warnings = {}) {
    files.push_back({.path = unit->path,
                     .kind = FileKind::skill,
                     .outcome = outcome,
                     .sha256 = unit->hash.hex(),
                     .names = {name_of_skill(unit)},
                     .warnings = std::move(warnings)});
  }
};

/// In the order of precedence. Reports what was refused.
std::vector<Offer> offers_of(std::vector<SkillCandidate> candidates, const Catalog& current,
                             std::vector<FileReport>& files) {
  std::vector<Offer> offers;
  offers.reserve(candidates.size());
  LiveSkills live(current);
  for (auto& candidate : candidates) {
    if (candidate.unit) {
      offers.push_back({std::move(candidate.unit)});
      continue;
    }
    FileReport report{.path = candidate.path,
                      .kind = FileKind::skill,
                      .outcome = FileOutcome::rejected,
                      .problems = candidate.problems,
                      .warnings = candidate.warnings};
    for (skill::SkillPtr& unit : live.in(candidate.path)) {
      report.outcome = FileOutcome::kept;
      report.names.push_back(name_of_skill(unit));
      offers.push_back({std::move(unit), true});
    }
    files.push_back(std::move(report));
  }
  return offers;
}

/// Of one name the first serves, unless the program has it.
void choose(std::vector<Offer> offers, const Memory& memory, Skills& built) {
  if (!std::ranges::is_sorted(offers, {}, &Offer::name)) {
    std::ranges::stable_sort(offers, {}, &Offer::name);
  }
  built.units.reserve(offers.size());
  for (Offer& offer : offers) {
    const bool is_programs =
        std::ranges::binary_search(memory.skills, offer.name(), {}, name_of_skill);
    const bool is_taken =
        is_programs || (!built.units.empty() && name_of_skill(built.units.back()) == offer.name());
    if (is_taken && !offer.is_kept) {
      std::vector<Error> warnings = offer.unit->warnings;
      warnings.push_back(shadowed_by(is_programs ? kProgram : built.units.back()->path,
                                     offer.unit->path, offer.name()));
      built.report(offer.unit, FileOutcome::shadowed, std::move(warnings));
    }
    if (!is_taken && !offer.is_kept) ++built.unchanged;  // until the contrary is known
    (is_taken ? built.shadowed : built.units).push_back(std::move(offer.unit));
  }
}

Skills build_skills(std::vector<SkillCandidate> candidates, const Catalog& current) {
  Skills built;
  choose(offers_of(std::move(candidates), current, built.files), current.memory(), built);

  const SkillUnits moved = without(built.units, current.folder_skills());
  std::unordered_set<std::string_view> there;
  for (const skill::SkillPtr& unit : built.shadowed) there.insert(unit->path);
  for (const skill::SkillPtr& unit : moved) {
    there.insert(unit->path);
    const auto known = namesakes(current.shadowed(), name_of_skill(unit));
    if (std::ranges::find(known, unit) != known.end()) continue;
    built.report(unit, FileOutcome::loaded, unit->warnings);
    --built.unchanged;
  }
  // Of what served, whatever does not serve as it did lies in a folder that is here, or is gone.
  const auto report_removed = [&](std::span<const skill::SkillPtr> before) {
    for (const skill::SkillPtr& unit : before) {
      if (!there.contains(unit->path)) built.report(unit, FileOutcome::removed);
    }
  };
  report_removed(without(current.folder_skills(), built.units));
  report_removed(current.shadowed());
  return built;
}

}  // namespace

Error shadowed_by(std::string_view elsewhere, const std::string& folder, const std::string& name) {
  return error(codes::shadowed, folder,
               fmt::format("the name \"{}\" is served from {}", name, elsewhere));
}

Built build(Candidates candidates, const Catalog& current, Policy policy) {
  Plugins plugins = build_plugins(candidates.plugins, current, policy);
  Skills skills = build_skills(std::move(candidates.skills), current);

  Built built;
  built.files = std::move(plugins.files);
  built.unchanged_skills = skills.unchanged;
  std::ranges::move(skills.files, std::back_inserter(built.files));
  std::ranges::sort(built.files, {}, &FileReport::path);
  built.conflicts = std::move(plugins.conflicts);
  if (policy == Policy::keep_file || !plugins.any_refused) {
    built.next.emplace(std::move(plugins.units), std::move(skills.units),
                       std::move(skills.shadowed), current.memory());
  } else {
    hold(built.files);
  }
  return built;
}

}  // namespace muster::catalog
