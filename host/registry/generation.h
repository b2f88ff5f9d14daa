// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_GENERATION_H
#define MUSTER_REGISTRY_GENERATION_H

#include <cstdint>
#include <memory>
#include <utility>

#include "catalog/catalog.h"
#include "registry/table.h"

namespace muster::registry {

/// What readers see through one pointer: agents and skills of the same moment.
///
/// Lifetime: freed after its grace period, whoever still holds leases.
struct Generation {
  Generation(std::uint64_t count, catalog::Catalog value)
      : number(count),
        catalog(std::make_shared<const catalog::Catalog>(std::move(value))),
        agents(catalog->agents()) {}

  std::uint64_t number;
  std::shared_ptr<const catalog::Catalog> catalog;
  Table agents;
};

}  // namespace muster::registry

#endif
