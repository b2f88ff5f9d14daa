// SPDX-License-Identifier: Apache-2.0
#include "serve/roots.h"

#include <filesystem>

#include "base/text.h"
#include "serve/codes.h"

namespace muster::serve {
namespace {

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

Result<std::vector<std::string>> choose(const std::optional<std::vector<std::string>>& given,
                                        std::vector<std::string> defaults) {
  if (!given) {
    std::erase_if(defaults, [](const std::string& path) { return !is_folder(path); });
    return defaults;
  }
  for (const std::string& path : *given) {
    if (!is_folder(path)) {
      return tl::unexpected(
          error(codes::config_root_missing, escaped(path), "there is no such folder"));
    }
  }
  return *given;
}

}  // namespace

Roots default_roots(const Environment& environment) {
  Roots roots;
  if (!environment.xdg_data_home.empty()) {
    roots.plugins.push_back(environment.xdg_data_home + "/muster/plugins");
    roots.skills.push_back(environment.xdg_data_home + "/muster/skills");
  }
  const std::filesystem::path program(environment.program_folder);
  if (!program.empty()) {
    roots.plugins.push_back((program / MUSTER_PLUGINS_FROM_BIN).lexically_normal());
    roots.skills.push_back((program / MUSTER_SKILLS_FROM_BIN).lexically_normal());
  }
  return roots;
}

Result<Roots> choose_roots(const std::optional<std::vector<std::string>>& plugins,
                           const std::optional<std::vector<std::string>>& skills,
                           const Environment& environment) {
  Roots defaults = default_roots(environment);
  auto plugin_roots = choose(plugins, std::move(defaults.plugins));
  if (!plugin_roots) return tl::unexpected(std::move(plugin_roots.error()));
  auto skill_roots = choose(skills, std::move(defaults.skills));
  if (!skill_roots) return tl::unexpected(std::move(skill_roots.error()));
  return Roots{std::move(*plugin_roots), std::move(*skill_roots)};
}

}  // namespace muster::serve
