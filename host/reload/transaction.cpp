// SPDX-License-Identifier: Apache-2.0
#include "reload/transaction.h"

#include <algorithm>
#include <utility>

#include "catalog/build.h"
#include "catalog/diff.h"

namespace muster::reload {
namespace {

/// Moves what the build says of files into the report; unchanged ones are only counted.
void add_files(catalog::Built& built, ReloadReport& report) {
  for (FileReport& file : built.files) {
    if (file.outcome == FileOutcome::unchanged) {
      ++report.unchanged;
    } else {
      report.files.push_back(std::move(file));
    }
  }
  report.conflicts = std::move(built.conflicts);
}

}  // namespace

Transaction::Transaction(catalog::Roots roots, catalog::Loader loader, registry::Registry& registry,
                         const Clock& clock)
    : roots_(std::move(roots)), loader_(std::move(loader)), registry_(registry), clock_(clock) {}

ReloadReport Transaction::run(Trigger trigger, Policy policy) {
  const TimePoint begin = clock_.now();
  const registry::Snapshot serving = registry_.snapshot();
  const catalog::Catalog nothing;
  const catalog::Catalog& current = serving.catalog ? *serving.catalog : nothing;
  const bool is_first = !serving.catalog;

  ReloadReport report{
      .number = ++count_, .at = clock_.wall(), .trigger = trigger, .policy = policy};
  report.generation = report.previous_generation = serving.number;

  catalog::Inventory inventory = catalog::scan(roots_);
  report.errors = std::move(inventory.problems);
  if (!is_first && !report.errors.empty()) {
    // A folder that vanished must not look like one that was emptied.
    report.result = Outcome::rejected;
  } else {
    const catalog::Candidates candidates = catalog::load(inventory, current, known_, loader_);
    catalog::Built built =
        catalog::build(candidates, current, is_first ? Policy::keep_file : policy);
    add_files(built, report);
    // Not publishing is the whole rollback.
    if (!built.next) {
      report.result = Outcome::rejected;
    } else if (!is_first && *built.next == current) {
      report.result = Outcome::unchanged;
    } else {
      catalog::Diff diff = catalog::diff(current, *built.next);
      report.added = std::move(diff.added);
      report.changed = std::move(diff.changed);
      report.removed = std::move(diff.removed);
      report.generation = registry_.publish(std::move(*built.next));
      report.result = Outcome::published;
    }
  }
  report.duration = clock_.now() - begin;
  return report;
}

ReloadReport Transaction::refuse(Trigger trigger, Policy policy, Error reason) {
  ReloadReport report{
      .number = ++count_, .at = clock_.wall(), .trigger = trigger, .policy = policy};
  report.generation = report.previous_generation = registry_.snapshot().number;
  report.result = Outcome::rejected;
  report.errors.push_back(std::move(reason));
  return report;
}

}  // namespace muster::reload
