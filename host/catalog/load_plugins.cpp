// SPDX-License-Identifier: Apache-2.0
#include "catalog/load_plugins.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/filesystem.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/parallel.h"
#include "catalog/codes.h"
#include "plugin/codes.h"
#include "plugin/examine.h"

namespace muster::catalog {
namespace {

/// So many replaced plugins may stay mapped for good: each takes memory, and some take of what a
/// process has little (static TLS).
constexpr std::size_t kKeptMost = 64;

/// A file on its way to its unit. Done as soon as it has a unit, a problem or a reason to be
/// ignored.
struct Item {
  const Found* found;
  PluginCandidate candidate;
  std::optional<plugin::Staged> read = {};      ///< until it is known what it is
  std::optional<plugin::StagedCopy> copy = {};  ///< until it is loaded
  plugin::Examination examined = {};
  bool changes_process = false;                         ///< found by the probe, and allowed
  std::weak_ptr<const plugin::LoadedPlugin> unit = {};  ///< in the candidate's place: let_go()

  [[nodiscard]] bool is_done() const {
    return candidate.unit || candidate.is_ignored || !candidate.problems.empty();
  }
};

bool is_same_file(const std::string& one, const std::string& other) {
  boost::system::error_code gone;
  return boost::filesystem::equivalent(one, other, gone);
}

/// Whether the next load may find it otherwise: for want of descriptors, memory or disk.
bool is_passing(const std::vector<Error>& problems) {
  return std::ranges::any_of(
      problems, [](const Error& problem) { return problem.kind == Kind::unavailable; });
}

bool is_change_of_process(const Error& problem) {
  return problem.code == plugin::codes::probe_changed_process.code;
}

class Loading {
 public:
  Loading(const std::vector<Found>& all, std::shared_ptr<const Catalog> current,
          const KnownPlugins& before, const Configurations& configurations, Loader& loader,
          Attempt& attempt)
      : before_(before),
        configurations_(configurations),
        loader_(loader),
        attempt_(attempt),
        current_(std::move(current)) {
    if (current_) {
      for (const auto& unit : current_->plugins()) live_.emplace(unit->path, &unit);
    }
    items_.reserve(all.size());
    for (const Found& found : all) {
      items_.push_back({.found = &found, .candidate = {.path = found.path}});
    }
  }

  LoadedPlugins run() {
    for (Item& item : items_) keep_unit(item);
    for (Item& item : items_) keep_refusal(item);
    // Invariant: whatever is not done from here on has to be read.
    for_each_left([this](Item& item) { read(item); });
    for (Item& item : items_) stage(item);
    // Invariant: every unit that goes on serving is known.
    for_each_left([this](Item& item) { examine(item); });
    for (Item& item : items_) accept(item);
    // Invariant: whatever is not done has a copy that inspection accepted, of content no other has.
    probe();
    // Invariant: whatever is not done passed the probe, now or before.
    let_go();
    // Invariant: no plugin is held here; others may be closed while one of these hangs.
    for (Item& item : items_) load(item);

    LoadedPlugins loaded;
    warn_of_unused_leaves(loaded.warnings);
    for (Item& item : items_) {
      item.candidate.unit = item.unit.lock();
      loaded.candidates.push_back(std::move(item.candidate));
    }
    loaded.known = std::move(known_);
    std::ranges::copy(loader_.state.warnings, std::back_inserter(loaded.warnings));
    if (attempt_.is_abandoned()) return loaded;  // the file may be another host's by now
    if (auto saved = loader_.state.verdicts->save(); !saved) {
      loaded.warnings.push_back(std::move(saved.error()));
    }
    return loaded;
  }

 private:
  /// What is known of a file, if nothing can have changed since; else null.
  const KnownPlugin* still_true(const Found& found) const {
    const auto known = before_.find(found.path);
    if (known == before_.end()) return nullptr;
    const Stamp& stamp = known->second.stamp;
    const bool is_true = stamp == found.stamp && stamp.settled_at(known->second.read_at_ns);
    return is_true ? &known->second : nullptr;
  }

  /// Keeps the unit of a file that cannot have changed; nothing is opened.
  void keep_unit(Item& item) {
    const KnownPlugin* const known = still_true(*item.found);
    if (known == nullptr || !reuse(item, known->hash)) return;
    item.candidate.warnings = known->warnings;
    known_.emplace(item.found->path, *known);
  }

  /// Refuses, or ignores, a file that cannot have changed for the reason of the last time.
  void keep_refusal(Item& item) {
    const KnownPlugin* const known = still_true(*item.found);
    if (item.is_done() || known == nullptr) return;
    item.candidate.sha256 = known->hash.hex();
    item.candidate.warnings = known->warnings;
    item.candidate.problems = known->problems;
    item.candidate.is_ignored = known->is_helper;
    if (item.is_done() || turn_away(item, known->hash)) known_.emplace(item.found->path, *known);
  }

  /// Whether the file's unit is one that serves now, with this content and its configuration.
  bool reuse(Item& item, const Sha256& hash) {
    const auto live = live_.find(item.found->path);
    if (live == live_.end()) return false;
    plugin::PluginPtr unit = *live->second;
    if (unit->hash != hash ||
        unit->configuration != plugin::configuration_hash(unit->agents, configurations_)) {
      return false;
    }
    item.candidate.sha256 = hash.hex();
    item.candidate.unit = std::move(unit);
    owners_.emplace(hash, &item);
    return true;
  }

  /// Whether content is not to be loaded, or not once more.
  bool turn_away(Item& item, const Sha256& hash) {
    if (const auto owner = owners_.find(hash); owner != owners_.end()) {
      item.candidate.is_ignored = true;
      item.candidate.warnings = {twin_of(item.found->path, owner->second->candidate.path)};
    } else if (auto quarantine = quarantine_of(item.found->path, hash)) {
      item.candidate.is_quarantined = true;
      item.candidate.problems = {std::move(quarantine->problem)};
    }
    return item.is_done();
  }

  /// Whether the operator allows it, by whatever path he names the file.
  bool may_change_process(const std::string& path) const {
    return std::ranges::any_of(loader_.allow_process_changes, [&](const std::string& allowed) {
      return is_same_file(allowed, path);
    });
  }

  /// A leave that no library has would be missed only once the library is refused.
  void warn_of_unused_leaves(std::vector<Error>& warnings) const {
    for (const std::string& allowed : loader_.allow_process_changes) {
      const bool is_used = std::ranges::any_of(
          items_, [&](const Item& item) { return is_same_file(allowed, item.found->path); });
      if (is_used) continue;
      warnings.push_back(error(codes::unused_leave, allowed,
                               "may change the process, but is no library that is served"));
    }
  }

  /// None, too, where the operator has allowed by now what the content was quarantined for.
  std::optional<plugin::Quarantine> quarantine_of(const std::string& path, const Sha256& hash) {
    plugin::Verdicts& verdicts = *loader_.state.verdicts;
    auto quarantine = verdicts.quarantine_of(hash);
    if (!quarantine || !quarantine->counts_for(configurations_)) return std::nullopt;
    if (is_change_of_process(quarantine->problem) && may_change_process(path)) {
      static_cast<void>(verdicts.retry(hash.hex()));
      return std::nullopt;
    }
    quarantine->problem = plugin::problem_of(std::move(quarantine->problem), path);
    return quarantine;
  }

  /// Does what needs no order for all that is not done, on several threads.
  template <class Work>
  void for_each_left(Work work) {
    std::vector<Item*> left;
    for (Item& item : items_) {
      if (!item.is_done()) left.push_back(&item);
    }
    in_parallel(left.size(), [&](std::size_t at) { work(*left[at]); });
  }

  /// Reads a file into a private copy.
  void read(Item& item) const {
    const Found& found = *item.found;
    item.read.emplace(loader_.staging.copy({found.root, found.path, found.is_bundle, true},
                                           loader_.max_plugin_bytes, loader_.permissions));
  }

  void stage(Item& item) {
    if (!item.read) return;
    item.candidate = {.path = item.found->path};
    plugin::Staged copy = *std::move(item.read);
    item.read.reset();
    if (!copy) {
      item.candidate.problems = std::move(copy.error());
      return;
    }
    const Sha256 hash = copy->hash();
    known_[item.found->path] = {copy->stamp(), copy->read_at_ns(), hash};
    item.candidate.sha256 = hash.hex();
    if (!reuse(item, hash)) item.copy.emplace(std::move(*copy));
  }

  /// A known content's seal was checked when it came to be known.
  void examine(Item& item) const {
    const bool is_known = loader_.state.verdicts->has_passed(item.copy->hash());
    item.examined = plugin::examine(*item.copy, item.found->path,
                                    is_known ? plugin::Content::is_known : plugin::Content::is_new);
  }

  void accept(Item& item) {
    if (item.is_done()) return;
    const Sha256& hash = item.copy->hash();
    if (turn_away(item, hash)) return item.copy.reset();

    KnownPlugin& known = known_[item.found->path];
    known.problems = item.candidate.problems = std::move(item.examined.problems);
    known.warnings = item.candidate.warnings = std::move(item.examined.warnings);
    known.is_helper = item.candidate.is_ignored = item.examined.is_helper;
    if (is_passing(known.problems)) known_.erase(item.found->path);
    if (item.is_done()) return item.copy.reset();
    owners_.emplace(hash, &item);
  }

  /// Tries out whatever has not passed before, in one go.
  void probe() {
    std::vector<plugin::Probing> libraries;
    std::vector<Item*> asked;
    for (Item& item : items_) {
      if (item.is_done() || loader_.state.verdicts->has_passed(item.copy->hash())) continue;
      libraries.push_back(
          {item.copy->path(), item.found->path, may_change_process(item.found->path)});
      asked.push_back(&item);
    }
    if (libraries.empty()) return;
    if (loader_.on_probe) loader_.on_probe(libraries.size());
    std::vector<plugin::Probed> answers = loader_.prober.probe(libraries);
    for (std::size_t at = 0; at < asked.size(); ++at) judge(*asked[at], answers[at]);
  }

  void judge(Item& item, plugin::Probed& probed) {
    const Sha256 hash = item.copy->hash();
    item.changes_process = std::ranges::any_of(probed.warnings, is_change_of_process);
    std::ranges::move(probed.warnings, std::back_inserter(item.candidate.warnings));
    known_[item.found->path].warnings = item.candidate.warnings;
    if (probed.outcome == plugin::Probed::Outcome::passed) {
      // What passed by leave is asked again: the leave goes by the path, and may be taken back.
      if (!may_change_process(item.found->path)) loader_.state.verdicts->pass(hash);
      return;
    }
    if (probed.outcome == plugin::Probed::Outcome::dangerous) {
      item.candidate.is_quarantined = true;
      loader_.state.verdicts->quarantine(
          {hash, item.found->path, probed.problems.front(), loader_.clock.wall()});
      probed.problems.front() =
          plugin::problem_of(std::move(probed.problems.front()), item.found->path);
    }
    item.candidate.problems = std::move(probed.problems);
    item.copy.reset();
  }

  void let_go() {
    for (Item& item : items_) item.unit = std::exchange(item.candidate.unit, nullptr);
    live_ = {};
    current_.reset();
  }

  /// Why a plugin that would stay mapped when it is replaced must not be loaded.
  std::optional<Error> why_too_many(const Item& item) const {
    const bool would_stay = item.examined.never_unloads || item.changes_process;
    if (!would_stay || !loader_.kept_for_good) return std::nullopt;
    const std::size_t kept = loader_.kept_for_good();
    if (kept < kKeptMost) return std::nullopt;
    return error(
        plugin::codes::load_too_many_kept, item.found->path,
        fmt::format("would stay in memory for good, as {} replaced libraries do already", kept));
  }

  void load(Item& item) {
    if (!item.copy || attempt_.is_abandoned()) return;
    if (auto too_many = why_too_many(item)) {
      item.candidate.problems = {*std::move(too_many)};
      return item.copy.reset();
    }
    loader_.has_met_helpers |= !item.copy->helpers().empty();
    auto loaded =
        plugin::load(*std::exchange(item.copy, std::nullopt), item.found->path,
                     {loader_.calls, *loader_.state.journal, configurations_,
                      item.candidate.warnings, loader_.has_met_helpers, item.changes_process});
    if (loaded) {
      plugin::PluginPtr unit = plugin::share(std::move(*loaded), loader_.retire);
      item.unit = unit;
      attempt_.keep(std::move(unit));
      return;
    }
    if (loaded.error().left) loader_.retire(std::move(loaded.error().left));
    item.candidate.problems = std::move(loaded.error().problems);
  }

  const KnownPlugins& before_;
  const Configurations& configurations_;
  Loader& loader_;
  Attempt& attempt_;
  std::shared_ptr<const Catalog> current_;                               // until let_go()
  std::unordered_map<std::string_view, const plugin::PluginPtr*> live_;  // of current_, by path
  std::vector<Item> items_;                                              // sorted by path
  KnownPlugins known_;
  std::map<Sha256, const Item*> owners_;  // whose content is to be served, or is
};

}  // namespace

Error twin_of(const std::string& path, const std::string& owner) {
  return error(codes::twin, path, fmt::format("has the very content of {}", owner));
}

LoadedPlugins load_plugins(const std::vector<Found>& found, std::shared_ptr<const Catalog> current,
                           const KnownPlugins& known, const Configurations& configurations,
                           Loader& loader, Attempt& attempt) {
  return Loading(found, std::move(current), known, configurations, loader, attempt).run();
}

}  // namespace muster::catalog
