// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_NAME_H
#define MUSTER_SKILL_NAME_H

#include <string_view>
#include <vector>

namespace muster::skill {

/// What the Agent Skills specification has against a name that is normalized() (unicode.h) and not
/// empty, each as the end of a sentence. Its length is not looked at.
[[nodiscard]] std::vector<std::string_view> name_faults(std::string_view name);

}  // namespace muster::skill

#endif
