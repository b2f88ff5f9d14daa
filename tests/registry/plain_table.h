// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_REGISTRY_PLAIN_TABLE_H
#define MUSTER_TESTS_REGISTRY_PLAIN_TABLE_H

#include <map>
#include <span>
#include <string_view>

#include "catalog/catalog.h"

namespace muster::registry {

/// From slug to agent: slow, obvious, and right; the oracle of the table.
class PlainTable {
 public:
  explicit PlainTable(std::span<const catalog::Catalog::Entry> agents) {
    for (const auto& entry : agents) agents_.emplace(entry.agent->descriptor.slug, entry.agent);
  }

  [[nodiscard]] const plugin::Agent* find(std::string_view slug) const noexcept {
    const auto found = agents_.find(slug);
    return found == agents_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::string_view, const plugin::Agent*> agents_;
};

}  // namespace muster::registry

#endif
