// SPDX-License-Identifier: Apache-2.0
#include "serve/host_api.h"

namespace muster::serve {
namespace {

// Counts one more as long as it lives.
class Busy {
 public:
  explicit Busy(std::atomic<std::uint64_t>& count) : count_(count) {
    count_.fetch_add(1, std::memory_order_relaxed);
  }
  ~Busy() { count_.fetch_sub(1, std::memory_order_relaxed); }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;

 private:
  std::atomic<std::uint64_t>& count_;
};

}  // namespace

Called HostApi::call(const Calling& calling) {
  const Busy busy(busy_);
  const auto begin = std::chrono::steady_clock::now();
  const std::uint64_t generation = host_.find(calling.slug)
                                       .map([](const Lease& lease) { return lease.generation(); })
                                       .value_or(0);
  auto result = host_.call(calling.slug, calling.input,
                           {.deadline = calling.deadline,
                            .request_id = calling.request_id,
                            .on_progress = on_progress_});
  return {std::move(result), generation, std::chrono::steady_clock::now() - begin};
}

}  // namespace muster::serve
