// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_OPTIONS_HPP
#define MUSTER_OPTIONS_HPP

#include <cstdint>
#include <string>
#include <vector>

#include <muster/abi.h>
#include <muster/duration.hpp>
#include <muster/field.hpp>

namespace muster {

/// What an agent may say of itself. Name them in this order: MUSTER_AGENT("a", "Does.", .title =
/// "A").
struct AgentOptions {
  std::vector<Field> input = {};   ///< none: any JSON object
  std::vector<Field> output = {};  ///< of the JSON it answers; none: not checked
  std::vector<Field> config = {};  ///< none: any JSON object
  std::string title = {};          ///< for people; the slug if empty
  std::string version = {};
  std::vector<std::string> tags = {};
  bool concurrent = false;   ///< its function may run on many threads at once
  bool idempotent = false;   ///< a second call with the same input changes nothing more
  bool read_only = false;    ///< changes nothing outside itself
  bool destructive = false;  ///< may delete or overwrite what cannot be had back
  bool open_world = false;   ///< reaches beyond this machine
  bool deprecated = false;
  std::string replaced_by = {};        ///< with deprecated: a slug
  Duration deadline = {};              ///< none: the host's default
  std::uint64_t max_result_bytes = 0;  ///< 0: the host's limit
  std::uint32_t max_concurrent = 0;    ///< calls of a concurrent agent at once; 0: any number
  std::uint32_t state_version = 0;     ///< of what a keyed agent saves
};

namespace sdk {

[[nodiscard]] inline std::uint32_t flags_of(const AgentOptions& options) noexcept {
  return (options.concurrent ? MUSTER_AGENT_CONCURRENT : 0) |
         (options.idempotent ? MUSTER_AGENT_IDEMPOTENT : 0) |
         (options.read_only ? MUSTER_AGENT_READ_ONLY : 0) |
         (options.destructive ? MUSTER_AGENT_DESTRUCTIVE : 0) |
         (options.open_world ? MUSTER_AGENT_OPEN_WORLD : 0) |
         (options.deprecated ? MUSTER_AGENT_DEPRECATED : 0);
}

}  // namespace sdk
}  // namespace muster

#endif
