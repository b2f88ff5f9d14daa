// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FACADE_CODES_H
#define MUSTER_FACADE_CODES_H

#include <array>

#include "base/code.h"

namespace muster::facade::codes {

inline constexpr Code started{"host.started", Kind::conflict, "start() was called a second time.",
                              "call start() once; reload() takes in what changed"};
inline constexpr Code not_running{"host.not_running", Kind::unavailable,
                                  "A reload was asked for before start() or after stop().",
                                  "start the host first; a stopped one stays stopped"};
inline constexpr Code not_quarantined{"host.not_quarantined", Kind::not_found,
                                      "No content in quarantine has this path or hash.",
                                      "see what is in quarantine: muster status"};
inline constexpr Code skill_not_found{"skill.not_found", Kind::not_found,
                                      "No skill of this name is live.",
                                      "see what is live: muster list skills"};

inline constexpr std::array all{started, not_running, not_quarantined, skill_not_found};

}  // namespace muster::facade::codes

#endif
