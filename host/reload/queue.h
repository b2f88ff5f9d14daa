// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RELOAD_QUEUE_H
#define MUSTER_RELOAD_QUEUE_H

#include <functional>
#include <optional>
#include <vector>

#include <muster/report.h>

namespace muster::reload {

/// Which reload runs next: one at a time, and any number of requests meanwhile make exactly one
/// more. A look is a reload that nobody waits for: it need not run if nothing has changed.
///
/// Threads: one.
class Queue {
 public:
  using Done = std::function<void(const ReloadReport&)>;

  struct Next {
    Trigger trigger;
    bool is_look;

    friend bool operator==(const Next&, const Next&) = default;
  };

  /// `done` hears of a reload that begins after this. May be empty.
  void request(Trigger trigger, Done done);
  void look(Trigger trigger);

  /// The reload to begin now, if one is asked for and none is running.
  [[nodiscard]] std::optional<Next> begin();
  /// The running one has ended: tells those who waited for it.
  void end(const ReloadReport& report);

  [[nodiscard]] bool is_running() const noexcept { return running_; }

 private:
  bool running_ = false;
  std::optional<Next> next_;  // the first who asked names it; a request before all looks
  std::vector<Done> waiting_for_next_;
  std::vector<Done> waiting_;
};

}  // namespace muster::reload

#endif
