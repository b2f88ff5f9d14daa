// SPDX-License-Identifier: Apache-2.0
#include "catalog/load_skills.h"

#include <optional>
#include <utility>

#include "base/parallel.h"

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
    if (!loaded.skill) {
      candidate.warnings = std::move(loaded.warnings);
    } else {
      read.known = {loaded.stamp, loaded.read_at_ns, loaded.skill->hash};
      // The same files; what is not served of them may differ, and is told of by warnings.
      const skill::SkillPtr same = live.find(found.path, loaded.skill->hash);
      candidate.unit = same && same->warnings == loaded.skill->warnings ? same : loaded.skill;
    }
  }
  return read;
}

}  // namespace

LoadedSkills load_skills(const std::vector<Found>& found, const Catalog* current,
                         const KnownFiles& known, skill::Mode mode) {
  ByPath<skill::SkillPtr> live;
  if (current != nullptr) {
    live.add(current->folder_skills());
    live.add(current->shadowed());
  }
  std::vector<ReadSkill> all(found.size());
  in_parallel(found.size(),
              [&](std::size_t at) { all[at] = read_skill(found[at], live, known, mode); });

  LoadedSkills loaded;
  loaded.known.reserve(all.size());
  loaded.candidates.reserve(all.size());
  for (ReadSkill& read : all) {
    if (read.known) loaded.known.emplace(read.candidate.path, *std::move(read.known));
    loaded.candidates.push_back(std::move(read.candidate));
  }
  return loaded;
}

}  // namespace muster::catalog
