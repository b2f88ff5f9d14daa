// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_DIFF_H
#define MUSTER_CATALOG_DIFF_H

#include <muster/report.h>
#include "catalog/catalog.h"

namespace muster::catalog {

/// What a publish changes, by name.
struct Diff {
  Names added;
  Names changed;  ///< the same name from another unit
  Names removed;

  friend bool operator==(const Diff&, const Diff&) = default;
};

/// Pure. O(n).
[[nodiscard]] Diff diff(const Catalog& before, const Catalog& after);

}  // namespace muster::catalog

#endif
