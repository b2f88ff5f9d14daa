// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_AGENT_H
#define MUSTER_PLUGIN_AGENT_H

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <muster/abi.h>
#include <muster/descriptor.h>
#include "base/json.h"
#include "plugin/gate.h"
#include "rcu/pins.h"
#include "schema/schema.h"

namespace muster::plugin {

class CallPool;
struct LogSource;

/// What an agent is opened with: a JSON object, as text and as a tree. It may hold secrets.
struct AgentConfiguration {
  std::string text = "{}";
  json::Value value = json::Object{};
};

/// Whether calls of the agent wait for each other: else any number of them are inside at once.
[[nodiscard]] inline bool is_bounded(const AgentDescriptor& agent) noexcept {
  return !agent.concurrent || agent.max_concurrent != 0;
}

/// How many calls may be inside at once where that is bounded.
[[nodiscard]] inline std::uint32_t places_of(const AgentDescriptor& agent) noexcept {
  return agent.concurrent ? agent.max_concurrent : 1;
}

/// One agent, ready to be called: its descriptor, the C functions of its library and its own state.
///
/// Lifetime: belongs to its unit (LoadedPlugin). Whoever calls it holds a pin of `pins`.
struct Agent {
  // What each call reads, in one cache line.
  decltype(muster_agent_descriptor::call) call = nullptr;
  void* self = nullptr;       ///< what open gave
  CallPool* calls = nullptr;  ///< of the host
  rcu::PinSlot pins;          ///< of the unit

  AgentDescriptor descriptor;
  std::optional<schema::Schema> input_schema;  ///< compiled from the descriptor's, if it has one
  std::optional<schema::Schema> output_schema;
  std::optional<schema::Schema> config_schema;
  void* user = nullptr;  ///< for open
  decltype(muster_agent_descriptor::open) open = nullptr;
  decltype(muster_agent_descriptor::close) close = nullptr;
  decltype(muster_agent_descriptor::start) start = nullptr;  ///< these four: of a keyed agent
  decltype(muster_agent_descriptor::save) save = nullptr;    ///< null: it keeps no state
  decltype(muster_agent_descriptor::restore) restore = nullptr;
  decltype(muster_agent_descriptor::stop) stop = nullptr;

  AgentConfiguration configuration;  ///< the agent reads it until it is closed
  std::shared_ptr<LogSource> log;    ///< while it is open
  mutable Gate gate;                 ///< where calls wait for each other
};

}  // namespace muster::plugin

#endif
