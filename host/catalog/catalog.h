// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_CATALOG_H
#define MUSTER_CATALOG_CATALOG_H

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "catalog/memory.h"
#include "plugin/loaded_plugin.h"
#include "skill/skill.h"

namespace muster::catalog {

/// What serves together: a value made of units, which catalogs share where they did not change.
///
/// Threads:  immutable but for assignment.
/// Lifetime: keeps its units loaded. Cost of a copy: one count a unit, 3 us for 2,000.
class Catalog {
 public:
  Catalog() = default;
  /// Of files: `plugins` sorted by path; `skills` sorted by name; `shadowed`, whose names others
  /// serve, too, and those of one name in the order of precedence. No slug and no name of a skill
  /// that serves is there twice, what the program added included.
  Catalog(std::vector<plugin::PluginPtr> plugins, std::vector<skill::SkillPtr> skills,
          std::vector<skill::SkillPtr> shadowed, Memory memory = {});

  [[nodiscard]] std::span<const plugin::PluginPtr> plugins() const noexcept { return plugins_; }
  [[nodiscard]] std::span<const skill::SkillPtr> folder_skills() const noexcept {
    return folder_skills_;
  }
  [[nodiscard]] std::span<const skill::SkillPtr> shadowed() const noexcept { return shadowed_; }
  [[nodiscard]] const Memory& memory() const noexcept { return memory_; }

  /// Every skill that serves, sorted by name.
  [[nodiscard]] std::span<const skill::SkillPtr> skills() const noexcept { return skills_; }

  /// Every agent, sorted by slug.
  struct Entry {
    const plugin::Agent* agent;
    const plugin::LoadedPlugin* plugin;
  };
  [[nodiscard]] std::span<const Entry> agents() const noexcept { return agents_; }

  /// Null: not there. O(log n).
  [[nodiscard]] const Entry* find(std::string_view slug) const noexcept;
  [[nodiscard]] skill::SkillPtr find_skill(std::string_view name) const noexcept;

  /// Whether both consist of the very same units.
  friend bool operator==(const Catalog& one, const Catalog& other) {
    return one.plugins_ == other.plugins_ && one.folder_skills_ == other.folder_skills_ &&
           one.shadowed_ == other.shadowed_ && one.memory_ == other.memory_;
  }

 private:
  std::vector<plugin::PluginPtr> plugins_;
  std::vector<skill::SkillPtr> folder_skills_;
  std::vector<skill::SkillPtr> shadowed_;
  Memory memory_;
  std::vector<skill::SkillPtr> skills_;
  std::vector<Entry> agents_;
};

}  // namespace muster::catalog

#endif
