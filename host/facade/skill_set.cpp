// SPDX-License-Identifier: Apache-2.0
#include <muster/skills.h>

#include <utility>

#include "catalog/build.h"
#include "catalog/load_skills.h"
#include "catalog/skill_tree.h"
#include "facade/skills.h"
#include "facade/views.h"
#include "skill/unicode.h"

namespace muster {

struct SkillSet::State {
  catalog::Catalog catalog;
  std::vector<FileReport> reports;
  std::vector<Error> errors;
  std::vector<Error> warnings;

  [[nodiscard]] Result<skill::SkillPtr> find(std::string_view name) const {
    if (auto unit = catalog.find_skill(skill::normalized(name))) return unit;
    return tl::unexpected(facade::skill_not_found(name));
  }
};

SkillSet::SkillSet() : SkillSet(std::make_shared<const State>()) {}

SkillSet::SkillSet(std::shared_ptr<const State> state) : state_(std::move(state)) {}

std::vector<SkillInfo> SkillSet::all() const {
  std::vector<SkillInfo> all;
  for (const auto& unit : state_->catalog.skills()) all.push_back(facade::info_of(*unit, 0));
  return all;
}

Result<Page<SkillInfo>> SkillSet::matching(const Filter& filter) const {
  return facade::page_of_skills(state_->catalog.skills(), filter, 0);
}

Result<SkillInfo> SkillSet::find(std::string_view name) const {
  return state_->find(name).map(
      [](const skill::SkillPtr& unit) { return facade::info_of(*unit, 0); });
}

Result<ActiveSkill> SkillSet::activate(std::string_view name) const {
  return state_->find(name).and_then(
      [](const skill::SkillPtr& unit) { return facade::activate(*unit, 0); });
}

Result<SkillContent> SkillSet::file(std::string_view name, std::string_view path) const {
  return state_->find(name).and_then(
      [path](const skill::SkillPtr& unit) { return facade::content_of(*unit, path); });
}

const std::vector<FileReport>& SkillSet::reports() const noexcept { return state_->reports; }
const std::vector<Error>& SkillSet::errors() const noexcept { return state_->errors; }
const std::vector<Error>& SkillSet::warnings() const noexcept { return state_->warnings; }

SkillSet load_skills(const std::vector<std::string>& roots) {
  catalog::SkillTree tree = catalog::find_skills(roots);
  catalog::LoadedSkills loaded = catalog::load_skills(tree.skills, {}, {}, skill::Mode::lenient);
  catalog::Built built =
      catalog::build({.skills = std::move(loaded.candidates)}, {}, Policy::keep_file);
  return SkillSet(std::make_shared<const SkillSet::State>(
      SkillSet::State{*std::move(built.next), std::move(built.files), std::move(tree.problems),
                      std::move(tree.warnings)}));
}

}  // namespace muster
