// SPDX-License-Identifier: Apache-2.0
#include "catalog/load_skills.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "base/parallel.h"
#include "catalog/in_order.h"

namespace muster::catalog {
namespace {

const std::string& path_of(const KnownSkill& known) { return known.folder->path; }

/// Whether nothing can have changed since.
bool is_still_true(const KnownSkill& known, const SeenFolder& found) {
  return known.stamp == found.content() && known.stamp.settled_at(known.read_at_ns);
}

/// The unit that `current` has of the same files, or else the one that was read. What is not served
/// of the same files may differ, and is told of by warnings.
skill::SkillPtr unless_live(skill::SkillPtr read, const Catalog* current) {
  if (current == nullptr) return read;
  for (const auto& units : {current->folder_skills(), current->shadowed()}) {
    for (const skill::SkillPtr& unit : namesakes(units, name_of_skill(read))) {
      const bool is_same =
          unit->path == read->path && unit->hash == read->hash && unit->warnings == read->warnings;
      if (is_same) return unit;
    }
  }
  return read;
}

void read_skill(const Catalog* current, skill::Mode mode, SkillCandidate& candidate,
                KnownSkill& known) {
  skill::Loaded loaded = skill::load(candidate.path, mode);
  candidate.problems = std::move(loaded.errors);
  if (loaded.skill) {
    candidate.unit = unless_live(std::move(loaded.skill), current);
    known.unit = candidate.unit;
    known.stamp = loaded.stamp;
    known.read_at_ns = loaded.read_at_ns;
  } else {
    candidate.warnings = std::move(loaded.warnings);
  }
}

}  // namespace

LoadedSkills load_skills(const SeenFolders& found, const Catalog* current, const KnownSkills& known,
                         skill::Mode mode) {
  LoadedSkills loaded{std::vector<SkillCandidate>(found.size()), KnownSkills(found.size())};
  std::vector<std::size_t> changed;
  InOrder before(known, path_of);
  for (std::size_t at = 0; at < found.size(); ++at) {
    SkillCandidate& candidate = loaded.candidates[at];
    const auto place = before.find(found[at]->path);
    if (place && is_still_true(known[*place], *found[at])) {
      const KnownSkill& same = known[*place];
      loaded.known[at] = {found[at], same.unit, same.stamp, same.read_at_ns};
      candidate.unit = same.unit;
    } else {
      candidate.path = found[at]->path;
      loaded.known[at].folder = found[at];
      changed.push_back(at);
    }
  }
  in_parallel(changed.size(), [&](std::size_t i) {
    const std::size_t at = changed[i];
    read_skill(current, mode, loaded.candidates[at], loaded.known[at]);
  });
  return loaded;
}

}  // namespace muster::catalog
