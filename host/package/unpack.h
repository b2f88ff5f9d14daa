// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PACKAGE_UNPACK_H
#define MUSTER_PACKAGE_UNPACK_H

#include <string>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include "skill/skill.h"

namespace muster::package {

struct UnpackOptions {
  skill::Mode mode = skill::Mode::lenient;
  bool force = false;  ///< put the skill in the place of one that is there
};

struct Unpacked {
  skill::SkillPtr skill;  ///< as it is in place; null if there are errors
  std::vector<Error> errors;
  std::vector<Error> warnings;
};

/// Unpacks a `.skill`, whoever made it, into DESTINATION/NAME. All of it is read and judged in
/// memory first; then the skill is written below a fresh folder in `destination`, validated there
/// as a host would load it, and put in place at once. If there are errors then nothing was put
/// there, and nothing is left.
///
/// With `force` a skill that is there changes places with the new one, and goes then; anything else
/// that is there stays.
///
/// Threads: any. Waits for the disk.
[[nodiscard]] Unpacked unpack(const std::string& file, const std::string& destination,
                              const UnpackOptions& options = {});

/// The same for the bytes of a package; `subject` names it in errors.
[[nodiscard]] Unpacked unpack_bytes(std::string_view bytes, const std::string& subject,
                                    const std::string& destination,
                                    const UnpackOptions& options = {});

}  // namespace muster::package

#endif
