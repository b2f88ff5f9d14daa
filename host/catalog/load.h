// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_LOAD_H
#define MUSTER_CATALOG_LOAD_H

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <muster/error.h>
#include <muster/permissions.h>
#include "base/clock.h"
#include "catalog/catalog.h"
#include "catalog/scan.h"
#include "plugin/invoke.h"
#include "plugin/loaded_plugin.h"
#include "plugin/staging.h"
#include "skill/skill.h"

namespace muster::catalog {

/// What loading needs, and what it may take.
struct Loader {
  plugin::Staging& staging;
  plugin::CallPool& calls;
  plugin::Retire retire;
  Permissions permissions = Permissions::off;
  skill::Mode skill_mode = skill::Mode::lenient;
  std::uint64_t max_plugin_bytes = std::uint64_t{256} << 20;
};

/// A file that could become part of the next catalog.
template <class UnitPtr>
struct Candidate {
  std::string path;
  UnitPtr unit;                 ///< null: refused, or a helper library
  bool is_helper = false;       ///< a shared library that is no plugin
  std::vector<Error> problems;  ///< why it was refused
  std::vector<Error> warnings;
  std::string sha256;  ///< empty if it could not be read
};

struct Candidates {
  std::vector<Candidate<plugin::PluginPtr>> plugins;  ///< sorted by path
  std::vector<Candidate<skill::SkillPtr>> skills;     ///< in the order of precedence
};

/// What was read before, by path: a file whose stamp has not moved since need not be opened again.
struct Known {
  Stamp stamp;
  std::int64_t read_at_ns = 0;
  Sha256 hash;
  bool is_helper = false;
};
using KnownFiles = std::map<std::string, Known>;

/// Loads what changed: copies, hashes, maps, registers and opens plugins, reads skills. A file
/// whose content is that of its unit in `current` keeps that unit. Brings `known` up to date.
///
/// Threads: the loader thread; runs foreign code.  Cost: one look into a map for an unchanged file.
[[nodiscard]] Candidates load(const Inventory& inventory, const Catalog& current, KnownFiles& known,
                              Loader& loader);

}  // namespace muster::catalog

#endif
