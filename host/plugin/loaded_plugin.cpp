// SPDX-License-Identifier: Apache-2.0
#include "plugin/loaded_plugin.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "plugin/configuration.h"
#include "plugin/invoke.h"
#include "plugin/open.h"
#include "plugin/registration.h"
#include "plugin/shared_soname.h"

namespace muster::plugin {

LoadedPlugin::~LoadedPlugin() { std::ignore = retire(); }

void LoadedPlugin::close() {
  if (std::exchange(closed_, true) || agents.empty()) return;
  const auto step = running(Journal::kClose);
  for (auto agent = agents.rbegin(); agent != agents.rend(); ++agent) plugin::close(**agent);
}

bool LoadedPlugin::retire() {
  close();
  if (library) {
    const auto step = running(Journal::kDestructors);
    if (!library->unload()) return false;
    library.reset();
  }
  // A helper that a later version of the bundle uses as well keeps its file: what that holds is
  // asked for again.
  if (copy && std::ranges::any_of(copy->helpers(), is_mapped)) return false;
  copy.reset();
  return true;
}

Journal::Step LoadedPlugin::running(std::string_view stage, const GivenConfiguration& given) const {
  return {journal, hash, path, stage, given};
}

PluginPtr share(std::unique_ptr<LoadedPlugin> plugin, Retire retire) {
  return std::shared_ptr<LoadedPlugin>(plugin.release(),
                                       [retire = std::move(retire)](LoadedPlugin* last) {
                                         retire(std::unique_ptr<LoadedPlugin>(last));
                                       });
}

Sha256 configuration_hash(const std::vector<std::unique_ptr<Agent>>& agents,
                          const Configurations& configurations) {
  std::string all;
  for (const auto& agent : agents) {
    const auto configuration = configurations.find(agent->descriptor.slug);
    if (configuration == configurations.end()) continue;
    // No byte of JSON text or of a slug is NUL.
    all.append(configuration->first).append(1, '\0');
    all.append(configuration->second.json).append(1, '\0');
  }
  return all.empty() ? Sha256{} : sha256(all);
}

tl::expected<std::unique_ptr<LoadedPlugin>, LoadFailure> load(StagedCopy copy,
                                                              const std::string& path,
                                                              const LoadContext& context) {
  auto plugin = std::make_unique<LoadedPlugin>();
  plugin->path = path;
  plugin->hash = copy.hash();
  plugin->copy.emplace(std::move(copy));
  plugin->journal = &context.journal;
  // Whatever has been done to it by then is undone here, as far as it can be now.
  const auto refuse = [&](std::vector<Error> problems) {
    LoadFailure failure{std::move(problems), nullptr};
    if (!plugin->retire()) failure.left = std::move(plugin);
    return tl::unexpected(std::move(failure));
  };

  auto step = plugin->running(Journal::kConstructors);
  SharedSonames shared;
  if (context.is_beside_helpers) shared = find_shared_sonames(*plugin->copy, path);
  std::ranges::move(shared.warnings, std::back_inserter(context.warnings));
  if (!shared.problems.empty()) return refuse(std::move(shared.problems));
  auto library = Library::open(plugin->copy->path(), path);
  if (!library) return refuse({library.error()});
  plugin->library.emplace(std::move(*library));
  if (context.changes_process) plugin->library->keep();

  step.next("register");
  auto registered = collect(plugin->library->entry(), path);
  if (!registered) return refuse(std::move(registered.error()));
  plugin->configuration = configuration_hash(*registered, context.configurations);
  std::vector<Error> problems;
  for (const auto& agent : *registered) {
    auto configuration = configuration_of(*agent, context.configurations, path);
    if (configuration) {
      agent->configuration = *std::move(configuration);
    } else {
      problems.push_back(std::move(configuration.error()));
    }
  }
  if (!problems.empty()) return refuse(std::move(problems));

  plugin->agents.reserve(registered->size());
  for (std::unique_ptr<Agent>& agent : *registered) {
    const std::string& slug = agent->descriptor.slug;
    step.next("open of " + slug, given_configuration(slug, context.configurations));
    if (auto opened = open(*agent, context.calls, path); !opened) {
      return refuse({opened.error()});
    }
    agent->pins = plugin->pins.slot();
    plugin->agents.push_back(std::move(agent));
  }
  return plugin;
}

}  // namespace muster::plugin
