// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_LEASE_EXCHANGE_H
#define MUSTER_TESTS_SUPPORT_LEASE_EXCHANGE_H

#include <muster/lease.h>

#include <mutex>
#include <optional>
#include <utility>

namespace muster::test {

/// Where one thread leaves a lease for the next.
class LeaseExchange {
 public:
  /// Takes a lease in and gives out the one that was left before, if any.
  std::optional<Lease> trade(std::optional<Lease> lease) {
    const std::lock_guard lock(mutex_);
    return std::exchange(left_, std::move(lease));
  }

 private:
  std::mutex mutex_;
  std::optional<Lease> left_;
};

}  // namespace muster::test

#endif
