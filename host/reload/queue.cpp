// SPDX-License-Identifier: Apache-2.0
#include "reload/queue.h"

#include <utility>

namespace muster::reload {

void Queue::request(Trigger trigger, Done done) {
  if (!next_ || next_->is_look) next_ = Next{trigger, false};
  if (done) waiting_for_next_.push_back(std::move(done));
}

void Queue::look(Trigger trigger) {
  if (!next_) next_ = Next{trigger, true};
}

std::optional<Queue::Next> Queue::begin() {
  if (running_ || !next_) return std::nullopt;
  running_ = true;
  waiting_ = std::exchange(waiting_for_next_, {});
  return std::exchange(next_, std::nullopt);
}

void Queue::end(const ReloadReport& report) {
  running_ = false;
  for (const Done& done : std::exchange(waiting_, {})) done(report);
}

}  // namespace muster::reload
