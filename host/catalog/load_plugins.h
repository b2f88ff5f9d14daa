// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_LOAD_PLUGINS_H
#define MUSTER_CATALOG_LOAD_PLUGINS_H

#include <memory>

#include "catalog/load.h"

namespace muster::catalog {

/// The plugins' part of load().
[[nodiscard]] Loaded load_plugins(const Inventory& inventory,
                                  std::shared_ptr<const Catalog> current, const KnownFiles& known,
                                  const Configurations& configurations, Loader& loader,
                                  Attempt& attempt);

/// The warning that a file has the content of another, which is loaded in place of both.
[[nodiscard]] Error twin_of(const std::string& path, const std::string& owner);

}  // namespace muster::catalog

#endif
