// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_LOAD_SKILLS_H
#define MUSTER_CATALOG_LOAD_SKILLS_H

#include <vector>

#include "catalog/load.h"

namespace muster::catalog {

struct LoadedSkills {
  std::vector<SkillCandidate> candidates;  ///< in the order in which they were found
  KnownSkills known;                       ///< for the next load
};

/// Reads the skills that changed; one whose files are those of its unit in `known`, or in `current`
/// (null: nothing serves), keeps that unit.
///
/// Threads: any; where there are many skills, they are read on a few more, which end before it
///          returns.
[[nodiscard]] LoadedSkills load_skills(const SeenFolders& found, const Catalog* current,
                                       const KnownSkills& known, skill::Mode mode);

}  // namespace muster::catalog

#endif
