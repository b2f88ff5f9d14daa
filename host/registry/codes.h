// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_CODES_H
#define MUSTER_REGISTRY_CODES_H

#include <array>

#include "base/code.h"

namespace muster::registry::codes {

inline constexpr Code not_found{"agent.not_found", Kind::not_found,
                                "No agent of this name is live.",
                                "see what is live: muster list agents"};
inline constexpr Code not_started{"host.not_started", Kind::unavailable,
                                  "The host does not serve yet, or does no more.",
                                  "call once the host is ready"};

inline constexpr std::array all{not_found, not_started};

}  // namespace muster::registry::codes

#endif
