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

inline constexpr Code bad_pattern{
    "host.bad_pattern", Kind::invalid,
    "A listing was asked for by a pattern that is none, or by too long a text.",
    "write it in RE2's syntax and in 256 bytes; the whole name has to fit it: clock.*"};
inline constexpr Code name_taken{"host.name_taken", Kind::conflict,
                                 "A program has two hosts of one name.",
                                 "give each its own HostOptions::name"};

inline constexpr std::array all{started,         not_running, not_quarantined,
                                skill_not_found, bad_pattern, name_taken};

}  // namespace muster::facade::codes

#endif
