// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_FRONT_MATTER_H
#define MUSTER_SKILL_FRONT_MATTER_H

#include <cstddef>
#include <string_view>

#include <muster/error.h>

namespace muster::skill {

/// The two parts of a SKILL.md; views of its text.
struct FrontMatter {
  static constexpr std::size_t kFirstLine = 2;  ///< of the file, at which `yaml` begins

  std::string_view yaml;  ///< between the two lines that are ---
  std::string_view body;  ///< after the second one, as it stands
};

/// Splits at the first two lines that are exactly `---`; the first must be line 1. A byte order
/// mark and CRLF are accepted, a last line needs no end. A `---` that is indented, or within a
/// line, is part of a value. Errors are placed in `file`.
[[nodiscard]] Result<FrontMatter> split(std::string_view text, std::string_view file);

}  // namespace muster::skill

#endif
