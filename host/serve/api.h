// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_API_H
#define MUSTER_SERVE_API_H

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <muster/descriptor.h>
#include <muster/error.h>
#include <muster/host.h>
#include "base/clock.h"
#include "serve/load.h"

namespace muster::serve {

/// What a call is given.
struct Calling {
  std::string_view slug;
  std::string_view input = "{}";
  std::optional<Deadline> deadline = {};
  std::string_view request_id = {};  ///< the caller's own; may be empty
  std::string_view key = {};         ///< of a keyed agent
  std::stop_token stop = {};         ///< requested: nobody waits for the result any more
};

/// What came of a call, and, where it failed too, who was asked and for how long.
struct Called {
  Result<CallResult> result;
  std::uint64_t generation = 0;  ///< in which the agent was found; 0: in none
  std::chrono::nanoseconds duration{};
};

/// What the control server asks of a host. HostApi is the real one; tests have one of plain values.
///
/// Threads: any, many at once.
class Api {
 public:
  virtual ~Api() = default;

  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual Result<Page<AgentInfo>> agents(const Filter& filter) const = 0;
  [[nodiscard]] virtual Result<Page<SkillInfo>> skills(const Filter& filter) const = 0;
  [[nodiscard]] virtual std::vector<PluginInfo> plugins() const = 0;
  [[nodiscard]] virtual Result<AgentInfo> agent(std::string_view slug) const = 0;
  [[nodiscard]] virtual Result<ActiveSkill> activate(std::string_view name) const = 0;
  [[nodiscard]] virtual Result<SkillContent> skill_file(std::string_view name,
                                                        std::string_view path) const = 0;
  [[nodiscard]] virtual Status status() const = 0;
  [[nodiscard]] virtual Health health() const = 0;
  [[nodiscard]] virtual std::uint64_t generation() const = 0;
  [[nodiscard]] virtual std::vector<Quarantined> quarantined() const = 0;
  [[nodiscard]] virtual std::vector<ReloadReport> reloads() const = 0;
  /// What the workers that run its agents do.
  [[nodiscard]] virtual Load load() const = 0;

  /// When a call that came at `arrived` has to be answered. Runs nothing of the agent.
  [[nodiscard]] virtual Result<TimePoint> deadline_of(const Calling& calling,
                                                      TimePoint arrived) const = 0;
  /// Runs the agent on this thread.
  [[nodiscard]] virtual Called call(const Calling& calling) = 0;
  /// Waits for the report.
  [[nodiscard]] virtual ReloadReport reload() = 0;
  /// Lifts a quarantine, and writes that down; the next reload tries the content again.
  [[nodiscard]] virtual Result<std::vector<Quarantined>> retry(std::string_view which) = 0;
};

}  // namespace muster::serve

#endif
