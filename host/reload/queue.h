// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RELOAD_QUEUE_H
#define MUSTER_RELOAD_QUEUE_H

#include <functional>
#include <optional>
#include <vector>

#include <muster/report.h>

namespace muster::reload {

/// Which reload runs next: one at a time, and any number of requests meanwhile make exactly one
/// more.
///
/// Threads: one.
class Queue {
 public:
  using Done = std::function<void(const ReloadReport&)>;

  /// `done` hears of a reload that begins after this. May be empty.
  void request(Trigger trigger, Done done);

  /// The reload to begin now, if one is asked for and none is running.
  [[nodiscard]] std::optional<Trigger> begin();
  /// The running one has ended: tells those who waited for it.
  void end(const ReloadReport& report);

  [[nodiscard]] bool is_running() const noexcept { return running_; }

 private:
  bool running_ = false;
  std::optional<Trigger> next_;  // the first who asked names it
  std::vector<Done> waiting_for_next_;
  std::vector<Done> waiting_;
};

}  // namespace muster::reload

#endif
