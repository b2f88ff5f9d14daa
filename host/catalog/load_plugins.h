// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_LOAD_PLUGINS_H
#define MUSTER_CATALOG_LOAD_PLUGINS_H

#include <memory>
#include <vector>

#include "catalog/load.h"

namespace muster::catalog {

struct LoadedPlugins {
  std::vector<PluginCandidate> candidates;  ///< in the order in which they were found
  std::vector<Error> warnings;              ///< of no single file
  KnownPlugins known;                       ///< for the next load
};

/// The plugins' part of load().
[[nodiscard]] LoadedPlugins load_plugins(const std::vector<Found>& found,
                                         std::shared_ptr<const Catalog> current,
                                         const KnownPlugins& known,
                                         const Configurations& configurations, Loader& loader,
                                         Attempt& attempt);

/// The warning that a file has the content of another, which is loaded in place of both.
[[nodiscard]] Error twin_of(const std::string& path, const std::string& owner);

}  // namespace muster::catalog

#endif
