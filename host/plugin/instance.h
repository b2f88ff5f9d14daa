// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_INSTANCE_H
#define MUSTER_PLUGIN_INSTANCE_H

#include <cstdint>
#include <string>
#include <vector>

#include <muster/abi.h>
#include <muster/error.h>
#include <muster/result.h>
#include "plugin/agent.h"
#include "plugin/invocation.h"
#include "plugin/run.h"

namespace muster::plugin {

/// Why an instance is stopped, as the agent is told.
enum class StopReason : std::uint32_t {
  requested = MUSTER_STOP_REQUESTED,
  idle = MUSTER_STOP_IDLE,
  removed = MUSTER_STOP_REMOVED,
  moved = MUSTER_STOP_MOVED,
  broken = MUSTER_STOP_BROKEN,
  host = MUSTER_STOP_HOST,
};

/// One instance of a keyed agent, from its start to its stop. Each of its functions runs like a
/// call, on this thread: with a token, a record, a deadline, and errors as run() has them. Who asks
/// when, and under which key, is up to the caller.
///
/// Threads:  any, one at a time.
/// Lifetime: within a pin of its agent. The destructor stops what nobody stopped.
class Instance {
 public:
  /// Makes the instance of invocation.key, started with invocation.input. An error: there is none;
  /// what was made too late, or in spite of a failure, has been stopped.
  [[nodiscard]] static Result<Instance> start(const Agent& agent, const Invocation& invocation);

  Instance(Instance&& other) noexcept;
  Instance& operator=(Instance&&) = delete;
  ~Instance();

  [[nodiscard]] Result<std::vector<Block>> call(const Invocation& invocation);

  /// Whether it has a state: else neither save() nor restore().
  [[nodiscard]] bool has_state() const noexcept { return agent_->save != nullptr; }
  /// The state, as JSON text. The instance goes on.
  [[nodiscard]] Result<std::string> save(const Invocation& invocation);
  /// Right after start(): invocation.input is the state and .state_version its version. An error
  /// leaves it broken.
  [[nodiscard]] Result<void> restore(const Invocation& invocation);

  /// Whether it cannot go on: it said MUSTER_BROKEN, an exception left it, or restore() failed.
  [[nodiscard]] bool is_broken() const noexcept { return is_broken_; }

  /// The last; once is enough.
  void stop(StopReason reason);

 private:
  Instance(const Agent& agent, void* instance) noexcept : agent_(&agent), instance_(instance) {}
  Result<std::vector<Block>> run_function(decltype(muster_agent_descriptor::save) function,
                                          std::string_view name, const Invocation& invocation);

  const Agent* agent_;
  void* instance_;
  bool is_broken_ = false;
  bool is_stopped_ = false;
};

}  // namespace muster::plugin

#endif
