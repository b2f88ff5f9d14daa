// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_PROBE_PROCESS_H
#define MUSTER_PLUGIN_PROBE_PROCESS_H

#include <sys/types.h>

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/clock.h"
#include "base/unique_fd.h"

namespace muster::plugin {

/// The helper program, running in a process group of its own.
///
/// Threads:  one at a time.
/// Lifetime: it ends when this does; and by itself when this process ends, whose end of the pipe is
///           closed then.
class ProbeProcess {
 public:
  /// Starts it with a request. Otherwise the reason, for people.
  [[nodiscard]] static tl::expected<ProbeProcess, std::string> spawn(const std::string& program,
                                                                     std::string_view request);
  ProbeProcess(ProbeProcess&& other) noexcept;
  ProbeProcess& operator=(ProbeProcess&&) = delete;
  ~ProbeProcess();

  /// Waits until it has ended, and returns all that it reported. At the deadline it is ended.
  [[nodiscard]] std::string wait_until(TimePoint deadline);
  /// Whether a signal ended it before.
  [[nodiscard]] bool was_killed() const noexcept { return was_killed_; }

  /// The end of what it complained of on standard error, fit for a line of output.
  [[nodiscard]] std::string complaint() const;

 private:
  ProbeProcess(pid_t pid, UniqueFd report, UniqueFd errors);

  pid_t pid_;  // 0: reaped
  bool was_killed_ = false;
  UniqueFd process_;
  UniqueFd report_;
  UniqueFd errors_;
};

}  // namespace muster::plugin

#endif
