// SPDX-License-Identifier: Apache-2.0
#include "catalog/load.h"

#include <utility>

namespace muster::catalog {
namespace {

/// The units of a catalog by the path of their file.
template <class UnitPtr>
class ByPath {
 public:
  void add(std::span<const UnitPtr> units) {
    for (const UnitPtr& unit : units) units_.emplace(unit->path, &unit);
  }
  [[nodiscard]] UnitPtr find(const std::string& path, const Sha256& hash) const {
    const auto found = units_.find(path);
    return found != units_.end() && (*found->second)->hash == hash ? *found->second : nullptr;
  }

 private:
  std::map<std::string_view, const UnitPtr*> units_;
};

/// What is known of a file, if nothing can have changed since.
const Known* still_true(const KnownFiles& known, const Found& found) {
  const auto entry = known.find(found.path);
  if (entry == known.end()) return nullptr;
  const Known& before = entry->second;
  return before.stamp == found.stamp && before.stamp.settled_at(before.read_at_ns) ? &before
                                                                                   : nullptr;
}

using PluginCandidate = Candidate<plugin::PluginPtr>;
using SkillCandidate = Candidate<skill::SkillPtr>;

PluginCandidate load_plugin(const Found& found, const ByPath<plugin::PluginPtr>& live,
                            const KnownFiles& before, KnownFiles& known, Loader& loader) {
  PluginCandidate candidate{.path = found.path};
  if (const Known* same = still_true(before, found)) {
    candidate.unit = live.find(found.path, same->hash);
    candidate.is_helper = same->is_helper;
    candidate.sha256 = same->hash.hex();
    if (candidate.unit || candidate.is_helper) {
      known.emplace(found.path, *same);
      return candidate;
    }
  }

  auto copy = loader.staging.copy({found.root, found.path, found.is_bundle},
                                  loader.max_plugin_bytes, loader.permissions);
  if (!copy) {
    candidate.problems.push_back(std::move(copy.error()));
    return candidate;
  }
  Known& now = known[found.path] = {copy->stamp(), copy->read_at_ns(), copy->hash()};
  candidate.sha256 = now.hash.hex();
  candidate.unit = live.find(found.path, now.hash);
  if (candidate.unit) return candidate;

  auto loaded = plugin::load(std::move(*copy), found.path, loader.calls);
  if (loaded) {
    candidate.unit = plugin::share(std::move(*loaded), loader.retire);
  } else {
    if (loaded.error().left) loader.retire(std::move(loaded.error().left));
    candidate.problems = std::move(loaded.error().problems);
    candidate.is_helper = now.is_helper = candidate.problems.empty();
  }
  return candidate;
}

SkillCandidate load_skill(const Found& found, const ByPath<skill::SkillPtr>& live,
                          const KnownFiles& before, KnownFiles& known, const Loader& loader) {
  SkillCandidate candidate{.path = found.path};
  if (const Known* same = still_true(before, found)) {
    candidate.unit = live.find(found.path, same->hash);
    if (candidate.unit) known.emplace(found.path, *same);
  }
  if (!candidate.unit) {
    skill::Loaded loaded = skill::load(found.path, loader.skill_mode);
    candidate.problems = std::move(loaded.errors);
    candidate.warnings = std::move(loaded.warnings);
    if (loaded.skill) {
      known[found.path] = {loaded.stamp, loaded.read_at_ns, loaded.skill->hash};
      const skill::SkillPtr same = live.find(found.path, loaded.skill->hash);
      candidate.unit = same ? same : loaded.skill;
    }
  }
  if (candidate.unit) {
    candidate.sha256 = candidate.unit->hash.hex();
    candidate.warnings = candidate.unit->warnings;
  }
  return candidate;
}

}  // namespace

Candidates load(const Inventory& inventory, const Catalog& current, KnownFiles& known,
                Loader& loader) {
  ByPath<plugin::PluginPtr> live_plugins;
  live_plugins.add(current.plugins());
  ByPath<skill::SkillPtr> live_skills;
  live_skills.add(current.skills());
  live_skills.add(current.shadowed());

  Candidates candidates;
  KnownFiles now;
  for (const Found& found : inventory.plugins) {
    candidates.plugins.push_back(load_plugin(found, live_plugins, known, now, loader));
  }
  for (const Found& found : inventory.skills) {
    candidates.skills.push_back(load_skill(found, live_skills, known, now, loader));
  }
  known = std::move(now);
  return candidates;
}

}  // namespace muster::catalog
