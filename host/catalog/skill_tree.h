// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_SKILL_TREE_H
#define MUSTER_CATALOG_SKILL_TREE_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <muster/error.h>
#include "base/stamp.h"
#include "catalog/entries.h"
#include "catalog/found.h"
#include "skill/listing.h"

namespace muster::catalog {

inline constexpr std::size_t kFoldersPerRoot = 20'000;
inline constexpr int kSkillDepth = 4;  ///< folders between a root and a skill's own

/// What a root may hold. One that holds more is a problem as a whole: a list that is cut somewhere
/// would be taken for all of it.
struct TreeLimits {
  std::size_t folders = kFoldersPerRoot;  ///< that are looked into
  std::size_t skills = kFilesPerRoot;
};

/// A folder that was looked into, or that could not be: then all but the path is empty.
struct SeenFolder {
  std::string path;
  std::int64_t seen_at_ns = 0;            ///< when it was, since the epoch: for Stamp::settled_at
  std::optional<skill::Listing> listing;  ///< of all its files, if it is a skill
  Stamp stamp;                            ///< of what the path leads to
  std::vector<Entry> entries;             ///< its folders and links, if it is no skill
  std::string misnamed;                   ///< its file that is a SKILL.md but for case, if any
  std::string too_deep;                   ///< a skill that lies deeper than any is looked for

  /// Of all its files.
  [[nodiscard]] Stamp content() const { return listing ? listing->stamp : Stamp{}; }
};

/// What a walk saw below each root, for the next one: what is still as it was seen need not be
/// listed again. In the order of the walk.
using SeenFolderPtr = std::shared_ptr<const SeenFolder>;
using SeenFolders = std::vector<SeenFolderPtr>;
using SeenRoots = std::map<std::string, SeenFolders>;

/// The skills below some roots.
struct SkillTree {
  SeenFolders skills;           ///< in the order of precedence: roots as given, then path
  std::vector<Error> problems;  ///< roots that could not or must not be listed; the others were
  std::vector<Error> warnings;  ///< links that are not entered, what is almost a skill
  SeenRoots seen;
  SeenFolders anew;  ///< what was looked into, because it is not as it was seen before
};

/// Looks for skills. A symbolic link is followed to a folder below its root, and after all folders
/// that lie there themselves; one that leads elsewhere, or to a folder that is looked into already,
/// is warned of. A skill's folder that is met twice, from roots within each other, is found once.
///
/// Threads: any; where a walk has much to compare, on a few more that end before it returns.
/// Cost:    a system call for each file and folder of skills that is as `before` saw it. Of a
///          folder with more folders than the limit, no more are listed.
[[nodiscard]] SkillTree find_skills(const std::vector<std::string>& roots,
                                    const SeenRoots& before = {}, TreeLimits limits = {});

}  // namespace muster::catalog

#endif
