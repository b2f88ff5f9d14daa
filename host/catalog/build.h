// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_BUILD_H
#define MUSTER_CATALOG_BUILD_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include <muster/report.h>
#include "catalog/catalog.h"
#include "catalog/load.h"

namespace muster::catalog {

/// What came of a build: the next catalog, unless the policy keeps the whole old one, and the
/// outcome of each file, sorted by path.
struct Built {
  std::optional<Catalog> next;
  std::vector<FileReport> files;
  std::uint64_t unchanged_skills = 0;  ///< that `files` leaves out
  std::vector<Conflict> conflicts;     ///< sorted by slug
};

/// Decides what serves next. Pure: the same input gives the same answer, in whatever order files
/// come.
///
/// A refused plugin falls back to its previous version, or stays out. Then, while two plugins
/// register one slug, every new or changed one among them falls back too, charged with the clash;
/// each step takes a file back to an older state, so it ends, and what was current had no clash.
/// Under keep_all any refused plugin means: no next catalog. Under keep_file a changed plugin also
/// falls back if it drops an agent that nobody else has while another plugin was refused: the agent
/// may have moved there. A refused skill falls back by itself and stops nobody. A name that two
/// skills have serves from the first candidate; the others are shadowed.
///
/// What the program added, `current.memory()`, goes on as it is: a plugin that clashes with it is
/// refused, a skill of its name is shadowed.
[[nodiscard]] Built build(Candidates candidates, const Catalog& current, Policy policy);

/// What is said of a skill whose name is served from elsewhere, a folder or kProgram.
[[nodiscard]] Error shadowed_by(std::string_view elsewhere, const std::string& folder,
                                const std::string& name);

}  // namespace muster::catalog

#endif
