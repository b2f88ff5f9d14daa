// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_LOADED_PLUGIN_H
#define MUSTER_PLUGIN_LOADED_PLUGIN_H

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <muster/configuration.h>
#include <muster/error.h>
#include "base/sha256.h"
#include "plugin/agent.h"
#include "plugin/journal.h"
#include "plugin/library.h"
#include "plugin/memory_function.h"
#include "plugin/staging.h"
#include "rcu/pins.h"

namespace muster::plugin {

/// A plugin as it is loaded: the unit that a reload replaces as a whole. Also an agent that the
/// program has added (plugin/memory_agent.h), which an edit replaces: it has a function in place of
/// a library.
///
/// Threads:  immutable after load(); agents are called from any thread under a pin.
/// Lifetime: held by shared_ptr from catalogs. The last one hands it to the Retire function it was
///           loaded with instead of destroying it. retire() then runs on the retiring thread, once
///           no catalog and no pin holds it.
struct LoadedPlugin {
  std::string path;  ///< as reports name it; kProgram: no file
  Sha256 hash;
  Sha256 configuration;                        ///< configuration_hash() as it was opened
  std::vector<std::unique_ptr<Agent>> agents;  ///< sorted by slug
  rcu::Pins pins;
  std::optional<StagedCopy> copy;  ///< deleted after library
  std::optional<Library> library;  ///< none: of the program, or a test's, made of plain data
  Journal* journal = nullptr;      ///< of the host; null: of the program, or a test's
  std::optional<MemoryFunction> function;  ///< of the program

  LoadedPlugin() = default;
  LoadedPlugin(const LoadedPlugin&) = delete;
  LoadedPlugin& operator=(const LoadedPlugin&) = delete;
  ~LoadedPlugin();  ///< retire()s what was not, whatever comes of it

  /// Of its file, in hex digits; empty: it has none.
  [[nodiscard]] std::string sha256() const { return function ? std::string() : hash.hex(); }

  /// Closes the agents, once. Only when pins.idle().
  void close();
  /// close(), unmaps the library, deletes the copy. False: still mapped; call again later. Waits
  /// for the dynamic linker.
  [[nodiscard]] bool retire();

  /// Notes, until what it returns ends, that code of the plugin runs on this thread.
  [[nodiscard]] Journal::Step running(std::string_view stage,
                                      const GivenConfiguration& given = {}) const;

 private:
  bool closed_ = false;
};

using PluginPtr = std::shared_ptr<const LoadedPlugin>;

/// Takes over a plugin that no catalog holds any more. Called on any thread, must not run its code.
using Retire = std::function<void(std::unique_ptr<LoadedPlugin>)>;

/// A shared_ptr that ends in `retire`.
[[nodiscard]] PluginPtr share(std::unique_ptr<LoadedPlugin> plugin, Retire retire);

/// Why a plugin was not loaded.
struct LoadFailure {
  std::vector<Error> problems;  ///< the most important first
  /// Closed, but still mapped: to be retired later. Mostly null.
  std::unique_ptr<LoadedPlugin> left;
};

/// What loading needs of its host.
struct LoadContext {
  CallPool& calls;
  Journal& journal;
  const Configurations& configurations;
  std::vector<Error>& warnings;   ///< receives more of them
  bool is_beside_helpers = true;  ///< of bundles, which it must not be given: shared_soname.h
  bool changes_process = false;   ///< it does, by the operator's leave: it stays mapped for good
};

/// Loads a private copy that was examined and probed: map, register, open each agent with its
/// configuration. `path` names the file in errors. A failure leaves nothing behind but
/// LoadFailure::left: what was opened is closed, what was mapped is unmapped, the copy is deleted.
///
/// Threads: the loader thread; runs foreign code.
/// Cost:    from 100 us up, the library's own code apart.
[[nodiscard]] tl::expected<std::unique_ptr<LoadedPlugin>, LoadFailure> load(
    StagedCopy copy, const std::string& path, const LoadContext& context);

/// Tells configurations of these agents apart without keeping them, for they may hold secrets: all
/// zero if none of them is configured.
[[nodiscard]] Sha256 configuration_hash(const std::vector<std::unique_ptr<Agent>>& agents,
                                        const Configurations& configurations);

}  // namespace muster::plugin

#endif
