// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PACKAGE_PACK_H
#define MUSTER_PACKAGE_PACK_H

#include <cstdint>
#include <string>
#include <vector>

#include <muster/error.h>
#include "base/sha256.h"
#include "skill/skill.h"

namespace muster::package {

/// A skill as a `.skill`, which is a ZIP of a folder of the skill's name.
struct Packed {
  skill::SkillPtr skill;  ///< null if there are errors
  std::string bytes;
  Sha256 hash;  ///< of the bytes
  std::vector<Error> errors;
  std::vector<Error> warnings;  ///< also of what of the folder is not in the package
};

/// Packs a skill's folder, validated strictly. Equal skills make equal bytes, wherever they lie and
/// whenever they were written; only whether a file may be executed counts of its mode. All files
/// are of one moment: one that changes meanwhile is an error.
///
/// Threads: any. Waits for the disk.
[[nodiscard]] Packed pack(const std::string& folder);

/// Puts a package at `file`, whole or not at all. Replaces nothing but, for
/// `force`, a file.
[[nodiscard]] Result<void> save(const Packed& packed, const std::string& file, bool force);

}  // namespace muster::package

#endif
