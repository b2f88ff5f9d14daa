// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_INVOCATION_H
#define MUSTER_PLUGIN_INVOCATION_H

#include <cstdint>
#include <stop_token>
#include <string_view>

#include <muster/call_options.h>
#include "base/clock.h"
#include "base/json.h"

namespace muster::plugin {

/// What one call brings along. The views stay valid until it has ended.
struct Invocation {
  std::string_view input;
  const json::Value* parsed = nullptr;  ///< of input; null: parsed when the agent first asks for it
  std::string_view key;
  std::string_view request_id;
  TimePoint deadline = TimePoint::max();
  std::stop_token stop;  ///< requested: nobody waits for the result any more
  std::uint64_t max_result_bytes = std::uint64_t{16} << 20;
  const ProgressListener* on_progress = nullptr;  ///< null: nobody listens
  std::uint32_t state_version = 0;                ///< of the state in input, where that is restored
};

}  // namespace muster::plugin

#endif
