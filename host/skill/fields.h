// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_FIELDS_H
#define MUSTER_SKILL_FIELDS_H

#include <string>
#include <utility>
#include <vector>

#include "base/yaml.h"

/// The values of front matter as a descriptor has them.
namespace muster::skill {

/// A scalar as it was written; a list or a map as JSON, all scalars in it strings.
[[nodiscard]] std::string field_text(const yaml::Node& value);

/// The entries of a map, in their order, each value as field_text(); none of anything else.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> entries_of(const yaml::Node& value);

/// The words of a text, as `allowed-tools` has them: apart by blanks or commas, but for those in
/// parentheses, as in "Read Bash(git add:*)"; or the items of a list.
[[nodiscard]] std::vector<std::string> words_of(const yaml::Node& value);

}  // namespace muster::skill

#endif
