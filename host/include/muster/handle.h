// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_HANDLE_H
#define MUSTER_HANDLE_H

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <muster/error.h>

namespace muster {

namespace plugin {
struct Agent;
}
namespace registry {
class Registry;

/// The agent of a name in a generation; null: there is none. Only while that generation serves is
/// the agent known to exist.
struct Found {
  std::uint64_t generation = 0;
  const plugin::Agent* agent = nullptr;
};
}  // namespace registry

/// A name that keeps working: each call goes to the agent that has it then. Between calls it keeps
/// no library loaded.
///
/// Threads:  one at a time; copies are cheap, have one for each thread.
/// Lifetime: may outlive the Host, which then does not serve any more.
/// Cost:     a look-up at the first call after a publish. Else none, and with an `out` that is used
///           again no allocation and no system call.
class MUSTER_API Handle {
 public:
  [[nodiscard]] std::string_view slug() const noexcept { return slug_; }

  /// Runs the agent on this thread with these bytes, unchecked: no schema, no deadline. The
  /// result's text replaces `out`. Errors: the call's, "agent.not_found", "host.not_started".
  [[nodiscard]] Result<void> call(std::string_view input, std::string& out);

  /// For the host's own modules.
  Handle(std::shared_ptr<const registry::Registry> registry, std::string_view slug)
      : registry_(std::move(registry)), slug_(slug) {}

 private:
  std::shared_ptr<const registry::Registry> registry_;
  std::string slug_;
  registry::Found found_;
};

}  // namespace muster

#endif
