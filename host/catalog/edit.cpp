// SPDX-License-Identifier: Apache-2.0
#include "catalog/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "catalog/codes.h"

namespace muster::catalog {
namespace {

template <class UnitPtr>
using Units = std::vector<UnitPtr>;

/// Where a unit of this name is, or belongs.
template <class UnitPtr, class NameOf>
auto place_of(Units<UnitPtr>& units, std::string_view name, NameOf name_of) {
  return std::ranges::lower_bound(units, name, {}, name_of);
}

/// The catalog on its way through the steps.
class Editing {
 public:
  explicit Editing(const Catalog& current)
      : current_(current),
        memory_(current.memory()),
        folder_skills_(current.folder_skills().begin(), current.folder_skills().end()),
        shadowed_(current.shadowed().begin(), current.shadowed().end()) {}

  Result<void> operator()(const AddAgent& step) {
    const std::string& slug = slug_of(step.unit);
    // Invariant: no step changes what files register.
    const auto* const entry = current_.find(slug);
    if (entry != nullptr && entry->plugin->path != kProgram) {
      return taken(slug, "registered by " + entry->plugin->path);
    }
    const auto place = place_of(memory_.agents, slug, slug_of);
    if (place != memory_.agents.end() && slug_of(*place) == slug) {
      return taken(slug, fmt::format("registered by {}", kProgram));
    }
    memory_.agents.insert(place, step.unit);
    return {};
  }

  Result<void> operator()(const RemoveAgent& step) {
    const auto place = place_of(memory_.agents, step.slug, slug_of);
    if (place == memory_.agents.end() || slug_of(*place) != step.slug) {
      const auto* const entry = current_.find(step.slug);
      const bool is_of_file = entry != nullptr && entry->plugin->path != kProgram;
      return not_added(step.slug, is_of_file ? "registered by " + entry->plugin->path
                                             : "no such agent of the program");
    }
    memory_.agents.erase(place);
    return {};
  }

  Result<void> operator()(const AddSkill& step) {
    const std::string& name = name_of_skill(step.unit);
    if (const auto* const folder = served_from_folder(name)) {
      return taken(name, "served from " + folder->path);
    }
    const auto place = place_of(memory_.skills, name, name_of_skill);
    if (place != memory_.skills.end() && name_of_skill(*place) == name) {
      return taken(name, fmt::format("added by {}", kProgram));
    }
    memory_.skills.insert(place, step.unit);
    return {};
  }

  Result<void> operator()(const RemoveSkill& step) {
    const auto place = place_of(memory_.skills, step.name, name_of_skill);
    if (place == memory_.skills.end() || name_of_skill(*place) != step.name) {
      const auto* const folder = served_from_folder(step.name);
      return not_added(step.name, folder != nullptr ? "served from " + folder->path
                                                    : "no such skill of the program");
    }
    memory_.skills.erase(place);
    // The first one is the one that the program's stood before.
    const auto next = place_of(shadowed_, step.name, name_of_skill);
    if (next == shadowed_.end() || name_of_skill(*next) != step.name) return {};
    folder_skills_.insert(place_of(folder_skills_, step.name, name_of_skill), *next);
    shadowed_.erase(next);
    return {};
  }

  Catalog take() {
    return {{current_.plugins().begin(), current_.plugins().end()},
            std::move(folder_skills_),
            std::move(shadowed_),
            std::move(memory_)};
  }

 private:
  static Result<void> taken(std::string_view name, std::string by) {
    return tl::unexpected(error(codes::name_taken, escaped(name), std::move(by)));
  }
  static Result<void> not_added(std::string_view name, std::string why) {
    return tl::unexpected(error(codes::not_added, escaped(name), std::move(why)));
  }

  [[nodiscard]] const skill::LoadedSkill* served_from_folder(std::string_view name) {
    const auto place = place_of(folder_skills_, name, name_of_skill);
    return place != folder_skills_.end() && name_of_skill(*place) == name ? place->get() : nullptr;
  }

  const Catalog& current_;
  Memory memory_;
  Units<skill::SkillPtr> folder_skills_;
  Units<skill::SkillPtr> shadowed_;
};

}  // namespace

Result<Catalog> edited(const Catalog& current, std::span<const Step> steps) {
  Editing editing(current);
  for (const Step& step : steps) {
    if (auto done = std::visit(editing, step); !done) return tl::unexpected(done.error());
  }
  return editing.take();
}

}  // namespace muster::catalog
