// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_SCAN_H
#define MUSTER_CATALOG_SCAN_H

#include <cstddef>
#include <string>
#include <vector>

#include <muster/error.h>
#include <muster/permissions.h>
#include "base/stamp.h"

namespace muster::catalog {

/// The folders to serve, in the order that decides which of two skills of one name serves.
struct Roots {
  std::vector<std::string> plugins;
  std::vector<std::string> skills;
};

/// A file called *.so, of whatever type, a folder with libraries, or a folder with a SKILL.md.
struct Found {
  std::string path;  ///< the root as given + the name
  std::string root;  ///< as given
  bool is_bundle = false;
  Stamp stamp;  ///< of the file; of a bundle or a skill: of all its files

  friend bool operator==(const Found&, const Found&) = default;
};

/// Which files there are. Nothing is opened.
struct Inventory {
  std::vector<Found> plugins;   ///< sorted by path
  std::vector<Found> skills;    ///< in the order of precedence: roots as given, then path
  std::vector<Error> problems;  ///< roots that could not or must not be listed; the others were

  friend bool operator==(const Inventory&, const Inventory&) = default;
};

inline constexpr std::size_t kFilesPerRoot = 10'000;
inline constexpr std::size_t kFoldersPerRoot = 20'000;  ///< that are looked into for skills
inline constexpr int kSkillDepth = 4;  ///< folders between a root and a skill's own

/// Lists the roots. Left out: names that begin with a dot or end in ~, .tmp or .swp, and below
/// skill roots .git and node_modules; what lies inside a skill's folder is the skill's own. A root
/// met twice is listed once. A plugin root whose files others could replace is a problem, by
/// `permissions`; skills are data, and nobody asks who may write to them.
///
/// Threads: any.  Cost: one stat a plugin, one for each file of a bundle or a skill.
[[nodiscard]] Inventory scan(const Roots& roots, Permissions permissions = Permissions::off);

/// The folders in which a change may concern a plugin of this root: those of the root, and of a
/// bundle all folders below. What cannot be listed is for scan() to report.
[[nodiscard]] std::vector<std::string> plugin_folders_in(const std::string& root);

/// The folders in which a change may concern a skill of this root: itself, those that scan() looks
/// into, and all folders of skills.
[[nodiscard]] std::vector<std::string> skill_folders_in(const std::string& root);

}  // namespace muster::catalog

#endif
