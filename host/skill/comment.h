// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_COMMENT_H
#define MUSTER_SKILL_COMMENT_H

#include <string>
#include <string_view>
#include <vector>

#include "base/yaml.h"

namespace muster::skill {

/// A value with a comment behind it: the author may have meant it for text, as in "Uses C #1".
struct Commented {
  std::string key;
  yaml::Mark at;  ///< of the #
};

/// The plain values of the outermost map that a comment ends in the midst of a line. `root` is what
/// yaml::read() made of `text` with this `first_line`. In the order of the text. Cost: linear.
[[nodiscard]] std::vector<Commented> commented_values(std::string_view text, const yaml::Node& root,
                                                      std::size_t first_line);

}  // namespace muster::skill

#endif
