// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_SKILL_H
#define MUSTER_SKILL_SKILL_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <muster/descriptor.h>
#include <muster/error.h>
#include "base/sha256.h"
#include "base/stamp.h"
#include "skill/snapshot.h"

namespace muster::skill {

/// lenient: real files are not tidy; oddities are warnings. strict: what the Agent Skills reference
/// validator refuses is an error.
enum class Mode : std::uint8_t { lenient, strict };

/// Bodies of at most this many bytes stay in memory. So what serves goes on serving whole when a
/// new version of its file is refused, but for the few skills with longer ones.
inline constexpr std::size_t kHeldBodyBytes = std::size_t{16} * 1024;

/// A skill as it is loaded: the unit that a reload replaces as a whole. Its files are not held, but
/// what they held is known: read.h.
///
/// Threads: immutable. Lifetime: held by shared_ptr from catalogs.
struct LoadedSkill {
  std::string path;  ///< its folder, as reports name it; kProgram: it has none (memory_skill.h)
  Sha256 hash;       ///< of all its files: Snapshot::digest()
  SkillDescriptor descriptor;
  std::string location;             ///< of its SKILL.md, from the file system's root, if it has one
  std::string skill_file;           ///< "SKILL.md", or "skill.md"
  std::optional<std::string> body;  ///< the Markdown after the front matter; none: too long to hold
  std::vector<Resource> files;      ///< sorted by path, SKILL.md among them
  std::optional<std::string> text;  ///< of SKILL.md, where there is no folder
  std::vector<Error> warnings;
};

using SkillPtr = std::shared_ptr<const LoadedSkill>;

/// What came of reading a SKILL.md: a skill unless there are errors. Errors and warnings have
/// `file:line:column` subjects and come in the order of the file.
struct Parsed {
  std::optional<SkillDescriptor> descriptor;
  std::string body;
  std::vector<Error> errors;
  std::vector<Error> warnings;
};

/// Reads the text of a SKILL.md. Pure. `file` names it in diagnostics, `folder` is the last part of
/// its folder's name, which the skill's name should equal; empty: it is in none.
[[nodiscard]] Parsed parse(std::string_view text, std::string_view file, std::string_view folder,
                           Mode mode);

/// A skill's folder as it was read.
struct Loaded {
  SkillPtr skill;               ///< null if there are errors
  Stamp stamp;                  ///< of all its files as they were read
  std::int64_t read_at_ns = 0;  ///< when that was, since the epoch: for Stamp::settled_at
  std::vector<Error> errors;
  std::vector<Error> warnings;
};

/// Reads a folder with a SKILL.md (or skill.md) and all its files, all of one moment. Never blocks
/// on a FIFO, never reads more than the limits. A file that cannot be served, and a limit that the
/// folder is past, is an error in strict mode; in lenient mode it is a warning, and not served.
[[nodiscard]] Loaded load(const std::string& path, Mode mode);

}  // namespace muster::skill

#endif
