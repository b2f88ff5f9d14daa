// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_STATE_FOLDER_H
#define MUSTER_SERVE_STATE_FOLDER_H

#include <string>
#include <string_view>

#include "serve/environment.h"

namespace muster::serve {

/// Where the host of this name remembers what must outlive it: `given` if it is not empty,
/// $XDG_STATE_HOME/muster/NAME, /var/lib/muster/NAME if that folder is writable. Empty: nowhere.
/// Pure.
[[nodiscard]] std::string state_folder(const std::string& given, std::string_view host_name,
                                       const Environment& environment);

}  // namespace muster::serve

#endif
