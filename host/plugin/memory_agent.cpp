// SPDX-License-Identifier: Apache-2.0
#include "plugin/memory_agent.h"

#include <string_view>
#include <utility>
#include <vector>

#include "plugin/open.h"
#include "plugin/read_descriptor.h"

namespace muster::plugin {
namespace {

muster_text text(std::string_view view) noexcept { return {view.data(), view.size()}; }

std::uint32_t flags_of(const AgentDescriptor& agent) noexcept {
  return (agent.concurrent ? MUSTER_AGENT_CONCURRENT : 0) | (agent.keyed ? MUSTER_AGENT_KEYED : 0) |
         (agent.streams ? MUSTER_AGENT_STREAMS : 0) |
         (agent.idempotent ? MUSTER_AGENT_IDEMPOTENT : 0) |
         (agent.read_only ? MUSTER_AGENT_READ_ONLY : 0) |
         (agent.destructive ? MUSTER_AGENT_DESTRUCTIVE : 0) |
         (agent.open_world ? MUSTER_AGENT_OPEN_WORLD : 0) |
         (agent.deprecated ? MUSTER_AGENT_DEPRECATED : 0);
}

// What a library would hand to `add`. Refers to the descriptor and the tags.
muster_agent_descriptor raw_descriptor(const AgentDescriptor& agent,
                                       const std::vector<muster_text>& tags,
                                       const AgentFunction& function) {
  muster_agent_descriptor raw{};
  raw.struct_size = sizeof raw;
  raw.flags = flags_of(agent);
  raw.slug = text(agent.slug);
  raw.title = text(agent.title);
  raw.description = text(agent.description);
  raw.version = text(agent.version);
  raw.tags = tags.data();
  raw.tag_count = static_cast<std::uint32_t>(tags.size());
  raw.state_version = agent.state_version;
  raw.input_schema = text(agent.input_schema);
  raw.output_schema = text(agent.output_schema);
  raw.config_schema = text(agent.config_schema);
  raw.replaced_by = text(agent.replaced_by);
  raw.deadline_ms = agent.deadline_ms;
  raw.max_result_bytes = agent.max_result_bytes;
  raw.max_concurrent = agent.max_concurrent;
  raw.user = function.user();
  raw.open = function.open();
  raw.call = function.call();
  return raw;
}

}  // namespace

Result<std::unique_ptr<LoadedPlugin>> memory_agent(const AgentDescriptor& descriptor,
                                                   AgentFunction function, CallPool& calls) {
  std::vector<muster_text> tags;
  for (const std::string& tag : descriptor.tags) tags.push_back(text(tag));
  const muster_agent_descriptor raw = raw_descriptor(descriptor, tags, function);
  auto agent = read_descriptor(&raw, kProgram, 1);
  if (!agent) return tl::unexpected(std::move(agent.error().front()));
  if (auto opened = open(**agent, calls, kProgram); !opened) {
    return tl::unexpected(std::move(opened.error()));
  }

  auto unit = std::make_unique<LoadedPlugin>();
  unit->path = kProgram;
  unit->function.emplace(function.release());
  (*agent)->pins = unit->pins.slot();
  unit->agents.push_back(std::move(*agent));
  return unit;
}

}  // namespace muster::plugin
