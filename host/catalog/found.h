// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_FOUND_H
#define MUSTER_CATALOG_FOUND_H

#include <cstddef>
#include <string>

#include "base/stamp.h"

namespace muster::catalog {

inline constexpr std::size_t kFilesPerRoot = 10'000;  ///< libraries and bundles, or skills

/// A file called *.so, of whatever type, or a folder with libraries.
struct Found {
  std::string path;  ///< the root as given + the name
  std::string root;  ///< as given
  bool is_bundle = false;
  Stamp stamp;  ///< of the file; of a bundle: of all its files

  friend bool operator==(const Found&, const Found&) = default;
};

}  // namespace muster::catalog

#endif
