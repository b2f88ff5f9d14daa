// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_RESCUE_H
#define MUSTER_SKILL_RESCUE_H

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace muster::skill {

/// A value that was put in quotes.
struct Quoted {
  std::string key;
  Position at;
};

struct Rescued {
  std::string yaml;
  std::vector<Quoted> values;  ///< in the order of the text; none: nothing to rescue
};

/// Puts those plain values of the outermost map in quotes that YAML cannot read as they stand: they
/// hold a `: `, go on in a further line after a ` #`, or begin with one of @ % & * ! or a backtick.
/// Lines stay where they are.
[[nodiscard]] Rescued quote_plain_values(std::string_view yaml);

}  // namespace muster::skill

#endif
