// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RELOAD_TRANSACTION_H
#define MUSTER_RELOAD_TRANSACTION_H

#include <cstdint>

#include <muster/report.h>
#include "base/clock.h"
#include "catalog/load.h"
#include "catalog/scan.h"
#include "registry/registry.h"

namespace muster::reload {

/// From the disk to the registry: scan, load, build, publish. Either a whole new generation is
/// published or nothing changes; the report says which, and why.
///
/// Threads:  one at a time; run() on the loader thread.
/// Lifetime: remembers between runs what it read, so that only changed files are opened.
class Transaction {
 public:
  Transaction(catalog::Roots roots, catalog::Loader loader, registry::Registry& registry,
              const Clock& clock);

  /// The first run (Trigger::start) publishes whatever is good. Any other follows the policy, and a
  /// root that cannot be listed refuses it.
  [[nodiscard]] ReloadReport run(Trigger trigger, Policy policy);

  /// The report of a reload that could not run, or not to its end. Not while run() does.
  [[nodiscard]] ReloadReport refuse(Trigger trigger, Policy policy, Error reason);

 private:
  catalog::Roots roots_;
  catalog::Loader loader_;
  catalog::KnownFiles known_;
  registry::Registry& registry_;
  const Clock& clock_;
  std::uint64_t count_ = 0;
};

}  // namespace muster::reload

#endif
