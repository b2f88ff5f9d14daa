// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_NAME_H
#define MUSTER_SKILL_NAME_H

#include <string_view>

namespace muster::skill {

/// The first thing that the Agent Skills specification has against a name that is normalized()
/// (unicode.h) and not empty, as the end of a sentence; or nothing. Its length is not looked at.
[[nodiscard]] std::string_view name_fault(std::string_view name);

}  // namespace muster::skill

#endif
