// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_PROGRESS_SERVICE_H
#define MUSTER_PLUGIN_PROGRESS_SERVICE_H

#include <muster/abi.h>

namespace muster::plugin {

class CallPool;

/// The extension muster.progress/1 over the calls of a pool: reports to the listener of each call.
///
/// Lifetime: the pool's.
[[nodiscard]] muster_progress_api progress_service(CallPool& pool) noexcept;

}  // namespace muster::plugin

#endif
