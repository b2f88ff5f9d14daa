// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_REGISTRY_NAMED_AGENTS_H
#define MUSTER_TESTS_REGISTRY_NAMED_AGENTS_H

#include <algorithm>
#include <deque>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"

namespace muster::registry {

/// Agents that have nothing but their names, in the order of these.
class NamedAgents {
 public:
  explicit NamedAgents(std::vector<std::string> slugs) {
    std::ranges::sort(slugs);
    for (std::string& slug : slugs) {
      agents_.emplace_back().descriptor.slug = std::move(slug);
      entries_.push_back({&agents_.back(), nullptr});
    }
  }

  [[nodiscard]] std::span<const catalog::Catalog::Entry> entries() const noexcept {
    return entries_;
  }

 private:
  std::deque<plugin::Agent> agents_;
  std::vector<catalog::Catalog::Entry> entries_;
};

}  // namespace muster::registry

#endif
