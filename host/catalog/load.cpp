// SPDX-License-Identifier: Apache-2.0
#include "catalog/load.h"

#include <utility>

#include "catalog/load_plugins.h"

namespace muster::catalog {
namespace {

using SkillCandidate = Candidate<skill::SkillPtr>;

SkillCandidate load_skill(const Found& found, const ByPath<skill::SkillPtr>& live,
                          const KnownFiles& before, KnownFiles& known, skill::Mode mode) {
  SkillCandidate candidate{.path = found.path};
  if (const Known* same = still_true(before, found)) {
    candidate.unit = live.find(found.path, same->hash);
    if (candidate.unit) known.emplace(found.path, *same);
  }
  if (!candidate.unit) {
    skill::Loaded loaded = skill::load(found.path, mode);
    candidate.problems = std::move(loaded.errors);
    candidate.warnings = std::move(loaded.warnings);
    if (loaded.skill) {
      known[found.path] = {loaded.stamp, loaded.read_at_ns, loaded.skill->hash};
      // The same files; what is not served of them may differ, and is told of by warnings.
      const skill::SkillPtr same = live.find(found.path, loaded.skill->hash);
      candidate.unit = same && same->warnings == loaded.skill->warnings ? same : loaded.skill;
    }
  }
  if (candidate.unit) {
    candidate.sha256 = candidate.unit->hash.hex();
    candidate.warnings = candidate.unit->warnings;
  }
  return candidate;
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
  std::vector<SkillCandidate> skills;
  KnownFiles known_skills;
  ByPath<skill::SkillPtr> live;
  if (current) {
    live.add(current->folder_skills());
    live.add(current->shadowed());
  }
  for (const Found& found : inventory.skills) {
    skills.push_back(load_skill(found, live, known, known_skills, loader.skill_mode));
  }
  // Last, for it lets go of what is current.
  Loaded loaded =
      load_plugins(inventory, std::move(current), known, configurations, loader, attempt);
  loaded.candidates.skills = std::move(skills);
  loaded.known.merge(known_skills);
  return loaded;
}

}  // namespace muster::catalog
