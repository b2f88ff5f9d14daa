// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_SCAN_H
#define MUSTER_CATALOG_SCAN_H

#include <string>
#include <vector>

#include <muster/error.h>
#include <muster/permissions.h>
#include "catalog/found.h"
#include "catalog/skill_tree.h"

namespace muster::catalog {

/// The folders to serve, in the order that decides which of two skills of one name serves.
struct Roots {
  std::vector<std::string> plugins;
  std::vector<std::string> skills;
};

/// Which files there are. Nothing is opened.
struct Inventory {
  std::vector<Found> plugins;   ///< sorted by path
  SeenFolders skills;           ///< in the order of precedence: roots as given, then path
  std::vector<Error> problems;  ///< roots that could not or must not be listed; the others were
  std::vector<Error> warnings;  ///< links that are not entered, files that are almost a SKILL.md
};

/// Lists the roots. Left out: names that begin with a dot or end in ~, .tmp or .swp, and below
/// skill roots .git and node_modules; what lies inside a skill's folder is the skill's own. A root
/// met twice is listed once. A plugin root whose files others could replace is a problem, by
/// `permissions`; skills are data, and nobody asks who may write to them.
///
/// Threads: any.  Cost: one stat a plugin, one for each file of a bundle or a skill.
[[nodiscard]] Inventory scan(const Roots& roots, Permissions permissions = Permissions::off);

/// What a scan found, and what it saw of folders of skills, for the next one.
struct Scanned {
  Inventory inventory;
  SeenRoots seen;
  SeenFolders anew;  ///< folders that are not as an earlier scan saw them, readable or not
};

/// The same, quicker by what an earlier scan saw.
[[nodiscard]] Scanned scan_again(const Roots& roots, Permissions permissions,
                                 const SeenRoots& before);

/// The folders in which a change may concern a plugin of this root: those of the root, and of a
/// bundle all folders below. What cannot be listed is for scan() to report.
[[nodiscard]] std::vector<std::string> plugin_folders_in(const std::string& root);

}  // namespace muster::catalog

#endif
