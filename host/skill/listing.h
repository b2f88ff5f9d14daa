// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_LISTING_H
#define MUSTER_SKILL_LISTING_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

/// Something that was looked at, by its path below the folder, and what the file system said of it.
struct Sighting {
  std::string path;          ///< "." for the folder itself
  bool is_followed = false;  ///< not of a symbolic link, but of what it leads to
  Stamp stamp;               ///< as from the start: it leads nowhere
};

/// What lies in a skill's folder, by paths relative to it.
struct Listing {
  // What every reload looks at comes first, side by side.
  std::vector<Sighting> sightings;       ///< everything that was looked at, sorted by path
  Stamp stamp;                           ///< of all of it
  std::vector<Error> problems;           ///< what lies there and cannot be served, and why
  std::vector<std::string> files;        ///< sorted; also links, which may lead anywhere
  std::vector<std::string> folders;      ///< sorted; without the skill's own
  std::vector<std::string> passed_over;  ///< sorted; each `.git` and `node_modules`
  std::optional<Error> beyond;  ///< the limit that it is past; the rest is not complete then
};

/// A folder's path without slashes at its end, as errors and reports name it.
[[nodiscard]] std::string without_slash(std::string_view folder);

/// Lists the folder that is open as `folder`; `subject` names it in errors. Opens no file, and
/// enters no folder by a symbolic link. What cannot be listed is a problem of the listing.
///
/// Threads: any.  Cost: one system call for a file, six for a folder; stops past a limit.
[[nodiscard]] Listing list_files(int folder, const std::string& subject);

/// The same for a path; one that cannot be entered is a problem.
[[nodiscard]] Listing list_files(const std::string& folder);

/// Whether everything that a listing saw is as it was, which one system call for each tells: as
/// long as a folder's stamp stands, nothing came into it, went or was renamed. True proves that
/// list_files() would see the same if the listing's stamp had settled (Stamp::settled_at) when it
/// began. `folder` is a path, `base` the open folder that it is relative to, if it is.
[[nodiscard]] bool is_as_seen(int base, const std::string& folder,
                              const std::vector<Sighting>& sightings);

}  // namespace muster::skill

#endif
