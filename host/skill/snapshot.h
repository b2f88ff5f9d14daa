// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_SNAPSHOT_H
#define MUSTER_SKILL_SNAPSHOT_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <muster/error.h>
#include "base/sha256.h"
#include "base/stamp.h"
#include "skill/listing.h"

namespace muster::skill {

/// A SKILL.md's most. Generous: a body this long would fill a model's whole context.
inline constexpr std::size_t kSkillFileBytes = std::size_t{1} << 20;

/// A file of a skill, by its path below the skill's folder, and what it held.
struct Resource {
  std::string path;
  std::uint64_t size = 0;
  Sha256 hash;

  friend bool operator==(const Resource&, const Resource&) = default;
};

/// The files of a skill's folder, all of one moment.
struct Snapshot {
  std::string skill_file;           ///< "SKILL.md", or "skill.md"
  std::string text;                 ///< of that file
  std::vector<Resource> files;      ///< sorted by path; that file among them
  std::vector<Error> problems;      ///< what lies there and is not served, by path
  std::optional<Error> beyond;      ///< the limit that the folder is past: `files` has one file
  std::vector<Sighting> sightings;  ///< everything that was looked at
  Stamp stamp;                      ///< of all of it
  std::int64_t read_at_ns = 0;      ///< since the epoch, before anything was read

  /// What the skill is the same by: the names and content of all its files.
  [[nodiscard]] Sha256 digest() const;
};

/// Reads the files of a folder. One that changes meanwhile is read again, three times at most, and
/// then an error "skill.changing": what comes back was there together at one moment. Its stamps
/// prove that where the last change was long enough ago; else two readings in a row have to agree.
/// Other errors: there is no SKILL.md, or it cannot be read; or the disk or the limits of
/// this process keep something from being read.
///
/// `meanwhile` is called after each reading, before it is known whether it counts: there tests
/// change the folder.
///
/// Threads: any. Memory: a file at a time, beside the text.
[[nodiscard]] Result<Snapshot> take_snapshot(const std::string& folder,
                                             const std::function<void()>& meanwhile = {});

}  // namespace muster::skill

#endif
