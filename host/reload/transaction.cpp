// SPDX-License-Identifier: Apache-2.0
#include "reload/transaction.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "catalog/build.h"
#include "catalog/codes.h"
#include "catalog/diff.h"
#include "catalog/skill_tree.h"
#include "registry/publishing.h"
#include "reload/codes.h"
#include "skill/listing.h"

namespace muster::reload {
namespace {

/// What comes into a folder before that is watched is for the next scan, and one scan finds the
/// folders of one level more; of those that come into a watched folder the watcher tells.
constexpr int kScansMost = 1 + catalog::kSkillDepth + 1 + static_cast<int>(skill::kFolderDepth);

/// Moves what the build says of files into the report; unchanged ones are only counted.
void add_files(catalog::Built& built, ReloadReport& report) {
  for (FileReport& file : built.files) {
    if (file.outcome == FileOutcome::unchanged) {
      ++report.unchanged;
    } else {
      report.files.push_back(std::move(file));
    }
  }
  report.unchanged += built.unchanged_skills;
  report.conflicts = std::move(built.conflicts);
}

/// Whether every plugin that there is could be asked for its agents.
bool knows_all_agents(const ReloadReport& report) {
  return report.errors.empty() && std::ranges::none_of(report.files, [](const FileReport& file) {
           return file.kind == FileKind::plugin && is_refused(file.outcome);
         });
}

/// Of which agents the configuration speaks that are not there.
std::vector<std::string> unused(const Configurations& configurations,
                                const catalog::Catalog& catalog, const ReloadReport& report) {
  std::vector<std::string> slugs;
  // It may be of an agent whose library was refused.
  if (!knows_all_agents(report)) return slugs;
  for (const auto& [slug, configuration] : configurations) {
    if (catalog.find(slug) == nullptr) slugs.push_back(slug);
  }
  return slugs;
}

/// Asks the embedder where that stands, so nothing may be locked.
Error unused_warning(const std::string& slug, const Configuration& configuration) {
  std::string place = configuration.place ? configuration.place("") : std::string();
  return error(catalog::codes::unused_configuration,
               place.empty() ? "configuration" : std::move(place),
               fmt::format("no agent is called '{}'", escaped(slug)));
}

}  // namespace

Transaction::Transaction(catalog::Roots roots, Configure configure, catalog::Loader loader,
                         registry::Registry& registry)
    : roots_(std::move(roots)),
      configure_(std::move(configure)),
      loader_(std::move(loader)),
      registry_(registry),
      known_(std::make_shared<const catalog::Knowledge>()),
      seen_(std::make_shared<const catalog::SeenRoots>()) {}

ReloadReport Transaction::begin(Trigger trigger, Policy policy) {
  ReloadReport report{.at = loader_.clock.wall(), .trigger = trigger, .policy = policy};
  report.generation = report.previous_generation = registry_.snapshot().number;
  return report;
}

ReloadReport Transaction::run(ReloadReport begun, catalog::Attempt& attempt) {
  return take_in(std::move(begun), find(), attempt);
}

std::optional<ReloadReport> Transaction::run_if_changed(ReloadReport begun,
                                                        catalog::Attempt& attempt) {
  Finding finding = find();
  const Difference difference = difference_of(finding.taken.inventory);
  if (difference == Difference::none) return std::nullopt;
  ReloadReport report = take_in(std::move(begun), std::move(finding), attempt);
  const bool is_news = difference == Difference::some || report.result != Outcome::unchanged ||
                       !report.files.empty();
  return is_news ? std::optional(std::move(report)) : std::nullopt;
}

Transaction::Finding Transaction::find() {
  const TimePoint begin = loader_.clock.now();
  const std::int64_t found_at_ns = Stamp::now_ns();
  return {begin, {scan(), found_at_ns}};
}

ReloadReport Transaction::take_in(ReloadReport report, Finding finding, catalog::Attempt& attempt) {
  const catalog::Inventory& inventory = finding.taken.inventory;
  const bool is_first = registry_.snapshot().number == 0;
  const auto done = [&](Outcome outcome) {
    report.result = outcome;
    report.duration = loader_.clock.now() - finding.begin;
    return std::move(report);
  };

  report.errors = inventory.problems;
  report.warnings = inventory.warnings;
  const Result<Configurations> configurations =
      configure_ ? configure_() : Result<Configurations>(Configurations{});
  if (!configurations) report.errors.push_back(configurations.error());
  // A folder that vanished must not look like one that was emptied.
  if (!configurations || (!is_first && !report.errors.empty())) {
    if (attempt.claim()) remember(std::move(finding.taken));
    return done(Outcome::rejected);
  }

  catalog::Loaded loaded = catalog::load(inventory, registry_.snapshot().catalog, *known(),
                                         *configurations, loader_, attempt);
  std::ranges::move(loaded.candidates.warnings, std::back_inserter(report.warnings));

  // From here on nobody else publishes: what the program edited while files were loaded is current.
  std::optional<registry::Publishing> publishing(std::in_place, registry_);
  if (!publishing->is_open()) {
    return refused(done(Outcome::rejected),
                   error(codes::stopped, "reload", "the host was stopped"));
  }
  const catalog::Catalog& current = publishing->current();
  report.generation = report.previous_generation = publishing->number();
  catalog::Built built = catalog::build(std::move(loaded.candidates), current,
                                        is_first ? Policy::keep_file : report.policy);
  add_files(built, report);
  // Not publishing is the whole rollback.
  if (!attempt.claim()) return done(Outcome::rejected);
  {
    const std::lock_guard lock(mutex_);
    known_ = std::make_shared<const catalog::Knowledge>(std::move(loaded.known));
  }
  const auto done_and_open = [&, slugs = unused(*configurations, built.next ? *built.next : current,
                                                report)](Outcome outcome) {
    publishing.reset();
    remember(std::move(finding.taken));
    for (const std::string& slug : slugs) {
      report.warnings.push_back(unused_warning(slug, configurations->at(slug)));
    }
    return done(outcome);
  };
  if (!built.next) return done_and_open(Outcome::rejected);
  if (!is_first && *built.next == current) return done_and_open(Outcome::unchanged);

  catalog::Diff diff = catalog::diff(current, *built.next);
  report.added = std::move(diff.added);
  report.changed = std::move(diff.changed);
  report.removed = std::move(diff.removed);
  report.generation = publishing->publish(std::move(*built.next));
  return done_and_open(Outcome::published);
}

catalog::Inventory Transaction::scan() {
  std::shared_ptr<const catalog::SeenRoots> before;
  {
    const std::lock_guard lock(mutex_);
    before = seen_;
  }
  catalog::Scanned scanned = catalog::scan_again(roots_, loader_.permissions, *before);
  if (watcher_ != nullptr) {
    auto watched = watcher_->watch(scanned);
    for (int scans = 1; watched.is_new && scans < kScansMost; ++scans) {
      scanned = catalog::scan_again(roots_, loader_.permissions, scanned.seen);
      watched = watcher_->watch(scanned);
    }
    if (watched.problem) scanned.inventory.warnings.push_back(*std::move(watched.problem));
  }
  const std::lock_guard lock(mutex_);
  seen_ = std::make_shared<const catalog::SeenRoots>(std::move(scanned.seen));
  return std::move(scanned.inventory);
}

Difference Transaction::difference_of(const catalog::Inventory& found) const {
  const std::lock_guard lock(mutex_);
  return taken_ ? difference(*taken_, found) : Difference::some;
}

void Transaction::remember(Taken taken) {
  const std::lock_guard lock(mutex_);
  taken_ = std::move(taken);
}

std::shared_ptr<const catalog::Knowledge> Transaction::known() const {
  const std::lock_guard lock(mutex_);
  return known_;
}

ReloadReport refused(ReloadReport begun, Error reason) {
  begun.result = Outcome::rejected;
  begun.errors.push_back(std::move(reason));
  return begun;
}

}  // namespace muster::reload
