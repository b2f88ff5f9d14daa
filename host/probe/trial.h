// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PROBE_TRIAL_H
#define MUSTER_PROBE_TRIAL_H

#include <sys/types.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <vector>

#include "base/code.h"
#include "plugin/agent.h"
#include "plugin/call_pool.h"
#include "plugin/library.h"
#include "plugin/probe_protocol.h"
#include "probe/picture.h"
#include "probe/tape.h"

namespace muster::probe {

/// One library, tried out in this process: loaded, asked for its agents, unloaded.
///
/// Threads:  one, the only one of the process; runs foreign code.
/// Lifetime: where run() left the library mapped because a thread of it runs, the destructor would
///           crash: end the process before.
class Trial {
 public:
  Trial(const plugin::ProbeTask& task, const Picture& before, Tape& tape)
      : task_(task), before_(before), tape_(tape) {}

  [[nodiscard]] plugin::Probed run(plugin::Prober::Opening opening, plugin::CallPool& calls);

  /// Whether the process is as it was, fit for another library.
  [[nodiscard]] bool is_process_clean() const noexcept { return is_clean_; }

 private:
  using Agents = std::vector<std::unique_ptr<plugin::Agent>>;

  void load_and_register();
  void open_and_close(bool must_open, plugin::CallPool& calls);
  void unload();
  void compare();
  // A step that has time of its own, as each agent has where it is opened in earnest.
  void start(Stage stage, std::string_view agent = {});
  // After each call of foreign code: a library that forks returns twice. Only the process that the
  // supervisor knows goes on.
  void end_copy() const;
  void warn(const Code& code, std::string message);

  const plugin::ProbeTask& task_;
  const Picture& before_;
  Tape& tape_;
  const pid_t pid_ = ::getpid();
  std::optional<plugin::Library> library_;
  Agents agents_;
  plugin::Probed probed_;
  bool is_clean_ = true;
};

}  // namespace muster::probe

#endif
