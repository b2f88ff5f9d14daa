// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_SOCKET_PATH_H
#define MUSTER_SERVE_SOCKET_PATH_H

#include <cstddef>
#include <string>
#include <string_view>

#include <muster/error.h>
#include "serve/environment.h"

namespace muster::serve {

/// What sun_path takes beside its terminating zero (unix(7)).
inline constexpr std::size_t kMaxSocketPathBytes = 107;

inline constexpr std::string_view kDefaultHostName = "default";

/// Where the host of this name listens: `given` if it is not empty, $MUSTER_SOCKET,
/// $XDG_RUNTIME_DIR/muster/NAME.sock, /run/muster/NAME.sock if that folder is writable, else
/// /tmp/muster-UID/NAME.sock. Host and commands choose alike. Errors: config.host_name,
/// config.socket_path. Pure.
[[nodiscard]] Result<std::string> socket_path(const std::string& given, std::string_view host_name,
                                              const Environment& environment);

}  // namespace muster::serve

#endif
