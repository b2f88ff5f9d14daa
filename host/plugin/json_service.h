// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_JSON_SERVICE_H
#define MUSTER_PLUGIN_JSON_SERVICE_H

#include <muster/abi.h>
#include "base/json.h"

namespace muster::plugin {

class CallPool;

/// The extension muster.json/1 over the calls of a pool: views of the parsed input, a writer of
/// results.
///
/// Lifetime: the pool's.
[[nodiscard]] muster_json_api json_service(CallPool& pool) noexcept;

/// A value as its readers take it, valid as long as the value.
[[nodiscard]] muster_json node_of(const json::Value& value) noexcept;

}  // namespace muster::plugin

#endif
