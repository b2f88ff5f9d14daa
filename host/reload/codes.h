// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RELOAD_CODES_H
#define MUSTER_RELOAD_CODES_H

#include <array>

#include "base/code.h"

namespace muster::reload::codes {

inline constexpr Code no_inotify{
    "watch.unavailable", Kind::unavailable, "The system gives out no more file watches.",
    "raise fs.inotify.max_user_instances, or reload by SIGHUP or muster reload"};

inline constexpr Code not_watched{
    "watch.incomplete", Kind::unavailable,
    "A folder is not watched, so its changes are noticed only when the host looks again.",
    "raise fs.inotify.max_user_watches, or reload by SIGHUP or muster reload"};
inline constexpr Code no_resources{"reload.no_resources", Kind::unavailable,
                                   "A reload had no thread or no memory to run with.",
                                   "raise the limits of the host's process, then reload"};
inline constexpr Code stopped{"reload.stopped", Kind::cancelled,
                              "The host was stopped before the reload came to its end.",
                              "start the host again"};

inline constexpr std::array all{no_inotify, not_watched, no_resources, stopped};

}  // namespace muster::reload::codes

#endif
