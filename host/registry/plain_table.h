// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_PLAIN_TABLE_H
#define MUSTER_REGISTRY_PLAIN_TABLE_H

#include <map>
#include <string_view>

#include "catalog/catalog.h"

namespace muster::registry {

/// From slug to agent: slow, obvious, and right.
///
/// Threads:  immutable.
/// Lifetime: points into the units of the catalog it was made from.
class PlainTable {
 public:
  explicit PlainTable(const catalog::Catalog& catalog) {
    for (const auto& entry : catalog.agents())
      agents_.emplace(entry.agent->descriptor.slug, entry.agent);
  }

  /// Null: not there. Allocates nothing.
  [[nodiscard]] const plugin::Agent* find(std::string_view slug) const noexcept {
    const auto found = agents_.find(slug);
    return found == agents_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::string_view, const plugin::Agent*> agents_;
};

}  // namespace muster::registry

#endif
