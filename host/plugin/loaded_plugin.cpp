// SPDX-License-Identifier: Apache-2.0
#include "plugin/loaded_plugin.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "plugin/codes.h"
#include "plugin/foreign.h"
#include "plugin/inspect.h"
#include "plugin/invoke.h"
#include "plugin/registration.h"

namespace muster::plugin {
namespace {

constexpr std::string_view kNoConfiguration = "{}";
constexpr std::size_t kReasonBytesMax = 4096;

// What an agent says while its `open` runs.
int32_t keep_reason(void* context, muster_text message) noexcept {
  if (message.data == nullptr && message.size > 0) return MUSTER_INVALID;
  try {
    static_cast<std::string*>(context)->assign(
        message.data, std::min<std::size_t>(message.size, kReasonBytesMax));
    return MUSTER_OK;
  } catch (...) {
    return MUSTER_FAILED;
  }
}

Result<void> open(Agent& agent, const muster_host& host, std::string_view path) {
  if (agent.open == nullptr) return {};
  const auto refuse = [&](const Code& code, std::string message) {
    return tl::unexpected(
        error(code, fmt::format("{}: {}", path, agent.descriptor.slug), std::move(message)));
  };
  std::string reason;
  const muster_open opening{.struct_size = sizeof(muster_open),
                            .reserved = 0,
                            .host = &host,
                            .user = agent.user,
                            .config = {kNoConfiguration.data(), kNoConfiguration.size()},
                            .context = &reason,
                            .fail = keep_reason};
  int32_t status = MUSTER_FAILED;
  const auto thrown = catch_foreign([&] { status = agent.open(&opening, &agent.self); });
  if (thrown) {
    return refuse(codes::open_threw, "its `open` threw: " + escaped(*thrown));
  }
  if (status != MUSTER_OK) {
    return refuse(codes::open_failed,
                  reason.empty() ? fmt::format("its `open` returned {}", status) : escaped(reason));
  }
  return {};
}

}  // namespace

LoadedPlugin::~LoadedPlugin() { std::ignore = retire(); }

bool LoadedPlugin::retire() {
  if (!std::exchange(closed_, true)) {
    for (auto agent = agents.rbegin(); agent != agents.rend(); ++agent) {
      if ((*agent)->close == nullptr) continue;
      // Nobody is left to be told: the agent has served, and its library goes in any case.
      std::ignore = catch_foreign([&] { (*agent)->close((*agent)->self); });
    }
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
  const auto refuse = [&](Error error) {
    LoadFailure failure{{std::move(error)}, nullptr};
    if (!plugin->retire()) failure.left = std::move(plugin);
    return tl::unexpected(std::move(failure));
  };
  plugin->path = path;
  plugin->hash = copy.hash();
  plugin->copy.emplace(std::move(copy));

  const auto content = plugin->copy->content();
  if (!content) return refuse(content.error());
  const auto inspection = inspect(content->bytes(), path);
  if (!inspection) return refuse(inspection.error());
  if (inspection->is_helper()) return tl::unexpected(LoadFailure{});
  if (auto loadable = require_loadable(*inspection, path); !loadable) {
    return refuse(loadable.error());
  }

  auto library = Library::open(plugin->copy->path(), path);
  if (!library) return refuse(library.error());
  plugin->library.emplace(std::move(*library));

  auto staged = collect(plugin->library->entry(), path);
  if (!staged) return refuse(staged.error());
  plugin->agents.reserve(staged->size());
  for (auto& agent : *staged) {
    if (auto opened = open(*agent, calls.host(), path); !opened) return refuse(opened.error());
    agent->pins = &plugin->pins;
    agent->calls = &calls;
    plugin->agents.push_back(std::move(agent));
  }
  return plugin;
}

}  // namespace muster::plugin
