// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_LEASE_H
#define MUSTER_LEASE_H

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include <muster/descriptor.h>
#include <muster/error.h>

namespace muster {

namespace plugin {
struct Agent;
}

enum class FindError : std::uint8_t { not_found, not_started };

/// One use of an agent: as long as it lives, the agent's library stays loaded and open.
///
/// Threads:  move it where you like; one thread at a time. Hold it for a call, not for the process.
/// Lifetime: may outlive the Host's reloads; end it before the Host.
/// Cost:     taking and ending one writes memory of this thread alone.
class MUSTER_API Lease {
 public:
  Lease(Lease&& other) noexcept
      : agent_(std::exchange(other.agent_, nullptr)),
        generation_(other.generation_),
        pin_(other.pin_) {}
  Lease& operator=(Lease&& other) noexcept {
    std::swap(agent_, other.agent_);
    std::swap(generation_, other.generation_);
    std::swap(pin_, other.pin_);
    return *this;
  }
  ~Lease() {
    if (agent_ != nullptr) end();
  }

  /// The generation in which the agent was found.
  [[nodiscard]] std::uint64_t generation() const noexcept { return generation_; }
  [[nodiscard]] const AgentDescriptor& descriptor() const noexcept;

  /// Runs the agent on this thread with these bytes, unchecked: no schema, no deadline. The
  /// result's text replaces `out`. A serialised agent is waited for.
  [[nodiscard]] Result<void> call(std::string_view input, std::string& out) const;

  /// For the host's own modules. Takes over one pin, of the slot of that number, that the caller
  /// has entered.
  Lease(const plugin::Agent& agent, std::uint32_t pin, std::uint64_t generation) noexcept
      : agent_(&agent), generation_(generation), pin_(pin) {}
  [[nodiscard]] const plugin::Agent& agent() const noexcept { return *agent_; }

 private:
  void end() noexcept;

  const plugin::Agent* agent_;  // null once moved from
  std::uint64_t generation_;
  std::uint32_t pin_;
};

}  // namespace muster

#endif
