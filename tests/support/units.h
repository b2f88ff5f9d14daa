// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_UNITS_H
#define MUSTER_TESTS_SUPPORT_UNITS_H

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include "base/sha256.h"
#include "plugin/loaded_plugin.h"
#include "skill/skill.h"

/// Units made of plain data: no library behind them, no file.
namespace muster::test {

/// A plugin as it would be loaded from `path`; two of different `version` differ in content.
inline std::unique_ptr<plugin::LoadedPlugin> plain_plugin(std::string path,
                                                          std::initializer_list<const char*> slugs,
                                                          std::string_view version = "1") {
  auto unit = std::make_unique<plugin::LoadedPlugin>();
  unit->hash = sha256(path + '\n' + std::string(version));
  unit->path = std::move(path);
  for (const char* slug : slugs) {
    auto agent = std::make_unique<plugin::Agent>();
    agent->descriptor.slug = slug;
    agent->descriptor.description = "A test's.";
    agent->pins = unit->pins.slot();
    unit->agents.push_back(std::move(agent));
  }
  return unit;
}

/// The same, ended where it is dropped.
inline plugin::PluginPtr shared_plugin(std::string path, std::initializer_list<const char*> slugs,
                                       std::string_view version = "1") {
  return plain_plugin(std::move(path), slugs, version);
}

inline skill::SkillPtr shared_skill(std::string path, std::string name,
                                    std::string_view version = "1") {
  auto unit = std::make_shared<skill::LoadedSkill>();
  unit->hash = sha256(path + '\n' + std::string(version));
  unit->path = std::move(path);
  unit->descriptor.name = std::move(name);
  unit->descriptor.description = "A test's.";
  unit->body = "Do it.\n";
  return unit;
}

}  // namespace muster::test

#endif
