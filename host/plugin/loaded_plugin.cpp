// SPDX-License-Identifier: Apache-2.0
#include "plugin/loaded_plugin.h"

#include <tuple>
#include <utility>

#include "plugin/configuration.h"
#include "plugin/elf_unique.h"
#include "plugin/inspect.h"
#include "plugin/invoke.h"
#include "plugin/open.h"
#include "plugin/registration.h"

namespace muster::plugin {
LoadedPlugin::~LoadedPlugin() { std::ignore = retire(); }

bool LoadedPlugin::retire() {
  if (!std::exchange(closed_, true)) {
    for (auto agent = agents.rbegin(); agent != agents.rend(); ++agent) close(**agent);
  }
  if (library && !library->unload()) return false;
  library.reset();
  copy.reset();
  return true;
}

PluginPtr share(std::unique_ptr<LoadedPlugin> plugin, Retire retire) {
  return std::shared_ptr<LoadedPlugin>(plugin.release(),
                                       [retire = std::move(retire)](LoadedPlugin* last) {
                                         retire(std::unique_ptr<LoadedPlugin>(last));
                                       });
}

tl::expected<std::unique_ptr<LoadedPlugin>, LoadFailure> load(StagedCopy copy,
                                                              const std::string& path,
                                                              CallPool& calls) {
  auto plugin = std::make_unique<LoadedPlugin>();
  // Whatever has been done to it by then is undone here, as far as it can be now.
  const auto refuse_all = [&](std::vector<Error> problems) {
    LoadFailure failure{std::move(problems), nullptr};
    if (!plugin->retire()) failure.left = std::move(plugin);
    return tl::unexpected(std::move(failure));
  };
  const auto refuse = [&](Error error) { return refuse_all({std::move(error)}); };
  plugin->path = path;
  plugin->hash = copy.hash();
  plugin->copy.emplace(std::move(copy));

  const auto content = plugin->copy->content();
  if (!content) return refuse(content.error());
  const auto inspection = inspect(content->bytes(), path);
  if (!inspection) return refuse(inspection.error());
  if (inspection->is_helper()) return tl::unexpected(LoadFailure{});
  if (auto problems = problems_of(*inspection, path); !problems.empty()) {
    return refuse_all(std::move(problems));
  }
  if (inspection->unique_symbols.count > 0) {
    if (auto weakened = weaken_unique_symbols(plugin->copy->path(), path); !weakened) {
      return refuse({weakened.error()});
    }
  }

  auto library = Library::open(plugin->copy->path(), path);
  if (!library) return refuse(library.error());
  plugin->library.emplace(std::move(*library));

  auto staged = collect(plugin->library->entry(), path);
  if (!staged) return refuse_all(std::move(staged.error()));
  plugin->agents.reserve(staged->size());
  for (auto& agent : *staged) {
    if (auto opened = open(*agent, calls.host(), kNoConfiguration, path); !opened)
      return refuse(opened.error());
    agent->pins = &plugin->pins;
    agent->calls = &calls;
    plugin->agents.push_back(std::move(agent));
  }
  return plugin;
}

}  // namespace muster::plugin
