// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_WAITING_CALLS_H
#define MUSTER_PLUGIN_WAITING_CALLS_H

#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include <muster/error.h>
#include "plugin/agent.h"
#include "plugin/invocation.h"

namespace muster::plugin {

/// The calls of a host that wait at the gates of its agents, first come, first served. It knows
/// what each of them holds meanwhile, and lets none wait that could only wait for ever.
///
/// Threads: any. One lock, taken by no call that finds a place, or leaves where nobody waits.
class WaitingCalls {
 public:
  /// Waits for a place inside of the agent, on behalf of a call that found none. None: it has one.
  /// Errors: "call.timeout", "call.cancelled", "call.deadlock".
  [[nodiscard]] std::optional<Error> enter(const Agent& agent, const Invocation& invocation);
  /// Hands the place of a call that leaves to the next one.
  void leave(const Agent& agent) noexcept;

  /// Of calls that wait now.
  [[nodiscard]] std::size_t count() const;

 private:
  class Waiting;
  using Knot = std::vector<const Waiting*>;

  [[nodiscard]] Waiting* next(const Agent& agent) const noexcept;
  [[nodiscard]] Knot knot_of(const Waiting& newcomer) const;

  mutable std::mutex mutex_;
  std::vector<Waiting*> waiting_;  // guarded by mutex_; in the order in which they came
};

}  // namespace muster::plugin

#endif
