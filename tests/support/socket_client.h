// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_SOCKET_CLIENT_H
#define MUSTER_TESTS_SUPPORT_SOCKET_CLIENT_H

#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace muster::test {

/// A connection to a Unix socket.
[[nodiscard]] UniqueFd connected_to(const std::string& path);

/// One on which these bytes were sent, as they are.
[[nodiscard]] UniqueFd sent(const std::string& path, std::string_view bytes);

/// All that comes back until the other side closes, in two minutes at the most.
[[nodiscard]] std::string answers_on(const UniqueFd& connection);

}  // namespace muster::test

#endif
