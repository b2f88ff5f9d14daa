// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RELOAD_CODES_H
#define MUSTER_RELOAD_CODES_H

#include <array>

#include "base/code.h"

namespace muster::reload::codes {

inline constexpr Code no_inotify{
    "watch.unavailable", Kind::unavailable, "The system gives out no more file watches.",
    "raise fs.inotify.max_user_instances, or reload by SIGHUP or muster reload"};

inline constexpr std::array all{no_inotify};

}  // namespace muster::reload::codes

#endif
