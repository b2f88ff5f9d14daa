// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_ROUTES_H
#define MUSTER_SERVE_ROUTES_H

#include <cstdint>

#include "serve/api.h"
#include "serve/message.h"

namespace muster::serve {

/// Answers a request: the whole HTTP interface of a host, without sockets. Runs agents and reloads
/// on this thread; lane_of() says beforehand whether it will.
[[nodiscard]] Response route(const Request& request, Api& host);

/// Where a request may be answered: what takes no time beside the accepting thread's other work, on
/// that thread; agents on workers; what waits for a disk or searches a listing, on a few threads
/// for that; reloads on one of their own, for they run agents' code.
enum class Lane : std::uint8_t { immediate, call, slow, reload };
[[nodiscard]] Lane lane_of(const Request& request);

}  // namespace muster::serve

#endif
