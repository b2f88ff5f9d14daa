// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_LOAD_H
#define MUSTER_CATALOG_LOAD_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <muster/configuration.h>
#include <muster/error.h>
#include <muster/permissions.h>
#include "catalog/attempt.h"
#include "catalog/catalog.h"
#include "catalog/scan.h"
#include "plugin/load_state.h"
#include "plugin/loaded_plugin.h"
#include "plugin/probe.h"
#include "plugin/staging.h"
#include "skill/skill.h"

namespace muster::catalog {

/// What loading needs, and what it may take.
struct Loader {
  plugin::Staging& staging;
  plugin::CallPool& calls;
  plugin::LoadState& state;
  plugin::Prober prober;
  plugin::Retire retire;
  std::function<std::size_t()> kept_for_good = {};  ///< replaced plugins that stay mapped; none: 0
  const Clock& clock;
  Permissions permissions = Permissions::off;
  std::vector<std::string> allow_process_changes = {};  ///< paths of plugins
  std::function<void(std::size_t)> on_probe = {};       ///< hears how many libraries are new
  skill::Mode skill_mode = skill::Mode::lenient;
  std::uint64_t max_plugin_bytes = plugin::kPluginBytesMax;
  bool has_met_helpers = false;  ///< of a bundle, in any load so far
};

/// A file that could become part of the next catalog.
template <class UnitPtr>
struct Candidate {
  std::string path;             ///< of a skill as it was, empty: its unit has it
  UnitPtr unit;                 ///< null: refused, or to be ignored
  bool is_ignored = false;      ///< a helper library, or the twin of another file
  bool is_quarantined = false;  ///< refused for what this content did before
  std::vector<Error> problems;  ///< why it was refused
  std::vector<Error> warnings;  ///< but for those that a skill has itself
  std::string sha256;           ///< of a plugin; empty if it could not be read
};

using PluginCandidate = Candidate<plugin::PluginPtr>;
using SkillCandidate = Candidate<skill::SkillPtr>;

struct Candidates {
  std::vector<PluginCandidate> plugins;  ///< sorted by path
  std::vector<SkillCandidate> skills;    ///< in the order of precedence
  std::vector<Error> warnings;           ///< of no single file
};

/// What was read of a plugin: as long as its stamp stands, it need not be opened again.
struct KnownPlugin {
  Stamp stamp;
  std::int64_t read_at_ns = 0;
  Sha256 hash;
  bool is_helper = false;
  std::vector<Error> problems = {};  ///< that its bytes alone are the reason of
  std::vector<Error> warnings = {};
};
using KnownPlugins = std::unordered_map<std::string, KnownPlugin>;  ///< by path

/// The same of a skill.
struct KnownSkill {
  SeenFolderPtr folder;
  skill::SkillPtr unit;  ///< null: it was refused; no stamp then
  Stamp stamp = {};
  std::int64_t read_at_ns = 0;
};
using KnownSkills = std::vector<KnownSkill>;  ///< in the order of the walk

/// What was read before.
struct Knowledge {
  KnownPlugins plugins;
  KnownSkills skills;
};

struct Loaded {
  Candidates candidates;
  Knowledge known;  ///< for the next load
};

/// Loads what changed: copies, hashes, inspects, probes, maps, registers and opens plugins, reads
/// skills. A file whose content and configuration are those of its unit in `current` (null: nothing
/// serves) keeps that unit.
///
/// Threads:  the loader thread; runs foreign code.
/// Lifetime: holds no plugin while foreign code runs, which may never return. So what it returns is
///           of use only if `current` still serves then, and the attempt was not abandoned.
/// Cost:     one look into a map for an unchanged plugin, none for a skill.
[[nodiscard]] Loaded load(const Inventory& inventory, std::shared_ptr<const Catalog> current,
                          const Knowledge& known, const Configurations& configurations,
                          Loader& loader, Attempt& attempt);

}  // namespace muster::catalog

#endif
