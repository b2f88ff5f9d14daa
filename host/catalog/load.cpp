// SPDX-License-Identifier: Apache-2.0
#include "catalog/load.h"

#include <optional>
#include <utility>

#include "base/parallel.h"
#include "catalog/load_plugins.h"

namespace muster::catalog {
namespace {

using SkillCandidate = Candidate<skill::SkillPtr>;

struct ReadSkill {
  SkillCandidate candidate;
  std::optional<Known> known;
};

ReadSkill read_skill(const Found& found, const ByPath<skill::SkillPtr>& live,
                     const KnownFiles& before, skill::Mode mode) {
  ReadSkill read{.candidate = {.path = found.path}};
  SkillCandidate& candidate = read.candidate;
  if (const Known* same = still_true(before, found)) {
    candidate.unit = live.find(found.path, same->hash);
    if (candidate.unit) read.known = *same;
  }
  if (!candidate.unit) {
    skill::Loaded loaded = skill::load(found.path, mode);
    candidate.problems = std::move(loaded.errors);
    candidate.warnings = std::move(loaded.warnings);
    if (loaded.skill) {
      read.known = {loaded.stamp, loaded.read_at_ns, loaded.skill->hash};
      // The same files; what is not served of them may differ, and is told of by warnings.
      const skill::SkillPtr same = live.find(found.path, loaded.skill->hash);
      candidate.unit = same && same->warnings == loaded.skill->warnings ? same : loaded.skill;
    }
  }
  if (candidate.unit) {
    candidate.sha256 = candidate.unit->hash.hex();
    candidate.warnings = candidate.unit->warnings;
  }
  return read;
}

std::vector<ReadSkill> read_skills(const std::vector<Found>& found, const Catalog* current,
                                   const KnownFiles& known, skill::Mode mode) {
  ByPath<skill::SkillPtr> live;
  if (current != nullptr) {
    live.add(current->folder_skills());
    live.add(current->shadowed());
  }
  std::vector<ReadSkill> all(found.size());
  in_parallel(found.size(),
              [&](std::size_t at) { all[at] = read_skill(found[at], live, known, mode); });
  return all;
}

}  // namespace

const Known* still_true(const KnownFiles& known, const Found& found) {
  const auto entry = known.find(found.path);
  if (entry == known.end()) return nullptr;
  const Known& before = entry->second;
  return before.stamp == found.stamp && before.stamp.settled_at(before.read_at_ns) ? &before
                                                                                   : nullptr;
}

Loaded load(const Inventory& inventory, std::shared_ptr<const Catalog> current,
            const KnownFiles& known, const Configurations& configurations, Loader& loader,
            Attempt& attempt) {
  std::vector<ReadSkill> skills =
      read_skills(inventory.skills, current.get(), known, loader.skill_mode);
  // Last, for it lets go of what is current.
  Loaded loaded =
      load_plugins(inventory, std::move(current), known, configurations, loader, attempt);
  loaded.known.reserve(loaded.known.size() + skills.size());
  loaded.candidates.skills.reserve(skills.size());
  for (ReadSkill& skill : skills) {
    if (skill.known) loaded.known.insert_or_assign(skill.candidate.path, *std::move(skill.known));
    loaded.candidates.skills.push_back(std::move(skill.candidate));
  }
  return loaded;
}

}  // namespace muster::catalog
