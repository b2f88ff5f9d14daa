// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_LISTING_H
#define MUSTER_SKILL_LISTING_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <muster/error.h>
#include "base/stamp.h"

namespace muster::skill {

/// What a skill's folder may hold. Of one that holds more, SKILL.md alone is served.
inline constexpr std::size_t kFilesMax = 512;  ///< also of folders
inline constexpr std::size_t kFolderDepth = 8;
inline constexpr std::uint64_t kBytesMax = std::uint64_t{16} << 20;  ///< of all files

/// The file that makes a folder a skill: by the first of these names that is there.
inline constexpr const char* kSkillFileNames[] = {"SKILL.md", "skill.md"};

/// What lies in a skill's folder, by paths relative to it. `.git` and `node_modules` are passed
/// over.
struct Listing {
  std::vector<std::string> files;    ///< sorted; also links, which may lead anywhere
  std::vector<std::string> folders;  ///< sorted; without the skill's own
  std::vector<Error> problems;       ///< what lies there and cannot be served, and why
  std::optional<Error> beyond;       ///< the limit that it is past; the rest is not complete then
  Stamp stamp;                       ///< of everything that was looked at
};

/// Lists the folder that is open as `folder`; `subject` names it in errors. Opens no file, and
/// enters no folder by a symbolic link. What cannot be listed is a problem of the listing.
///
/// Threads: any.  Cost: one system call for a file, six for a folder; stops past a limit.
[[nodiscard]] Listing list_files(int folder, const std::string& subject);

/// The same for a path; one that cannot be entered is a problem.
[[nodiscard]] Listing list_files(const std::string& folder);

}  // namespace muster::skill

#endif
