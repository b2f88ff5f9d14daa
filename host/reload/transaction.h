// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RELOAD_TRANSACTION_H
#define MUSTER_RELOAD_TRANSACTION_H

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include <muster/configuration.h>
#include <muster/report.h>
#include "catalog/attempt.h"
#include "catalog/load.h"
#include "catalog/scan.h"
#include "registry/registry.h"
#include "reload/taken.h"
#include "reload/watcher.h"

namespace muster::reload {

/// From the disk to the registry: scan, load, build, publish. Either a whole new generation is
/// published or nothing changes; the report says which, and why.
///
/// Threads:  begin() on the control thread; run() on a loader thread. A run that was abandoned may
///           go on beside the next one, and has no effect.
/// Lifetime: remembers between runs what it read, so that only changed files are opened.
class Transaction {
 public:
  using Configure = std::function<Result<Configurations>()>;

  /// `configure` may be empty.
  Transaction(catalog::Roots roots, Configure configure, catalog::Loader loader,
              registry::Registry& registry);

  /// From now on the watcher, which outlives all runs, watches what their scans meet. Before the
  /// first of them.
  void watch_by(Watcher& watcher) { watcher_ = &watcher; }

  /// The head of a report: time, trigger, policy and the generation that serves. Whoever tells it
  /// gives it its number.
  [[nodiscard]] ReloadReport begin(Trigger trigger, Policy policy);

  /// The first one to take effect publishes whatever is good. Any other follows the policy, and a
  /// root that cannot be listed refuses it.
  [[nodiscard]] ReloadReport run(ReloadReport begun, catalog::Attempt& attempt);

  /// The same, unless the disk is as the last run found it. Nothing: it is, and nothing changed.
  ///
  /// Cost: of an unchanged disk, a scan.
  [[nodiscard]] std::optional<ReloadReport> run_if_changed(ReloadReport begun,
                                                           catalog::Attempt& attempt);

 private:
  /// What a run has found, and when it began to look.
  struct Finding {
    TimePoint begin;
    Taken taken;
  };

  [[nodiscard]] Finding find();
  [[nodiscard]] ReloadReport take_in(ReloadReport report, Finding finding,
                                     catalog::Attempt& attempt);
  /// Scans the roots, quicker by what the last scan saw; again while some of it was not watched.
  [[nodiscard]] catalog::Inventory scan();
  /// What is known of files; a run that is abandoned keeps the one it began with.
  [[nodiscard]] std::shared_ptr<const catalog::Knowledge> known() const;

  /// At the end of a run: what fails on its way there is tried again by the next.
  void remember(Taken taken);
  [[nodiscard]] Difference difference_of(const catalog::Inventory& found) const;

  const catalog::Roots roots_;
  const Configure configure_;
  catalog::Loader loader_;
  registry::Registry& registry_;
  Watcher* watcher_ = nullptr;
  mutable std::mutex mutex_;
  std::shared_ptr<const catalog::Knowledge> known_;  // guarded by mutex_
  std::shared_ptr<const catalog::SeenRoots> seen_;   // guarded by mutex_
  std::optional<Taken> taken_;                       // guarded by mutex_; none: nothing yet
};

/// The report of a reload that could not run, or not to its end: nothing has changed.
[[nodiscard]] ReloadReport refused(ReloadReport begun, Error reason);

}  // namespace muster::reload

#endif
