// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_COPY_BUNDLE_H
#define MUSTER_PLUGIN_COPY_BUNDLE_H

#include <cstdint>
#include <string>
#include <vector>

#include <muster/error.h>
#include <muster/permissions.h>
#include "plugin/copy_file.h"

namespace muster::plugin {

struct CopiedBundle {
  std::string library;               ///< the copy of NAME.so
  std::vector<std::string> helpers;  ///< copies of the other libraries, sorted
  CopiedFile whole;                  ///< over the names, sizes and hashes of all files
};

/// Copies the bundle that `seen` (O_PATH) leads to into the new folder `to`, layout kept; NAME is
/// the last part of `path`. A symbolic link to a file of the bundle is copied as a file, any other
/// is refused. A refusal names every file that is at fault, and may leave a part of the copy
/// behind.
[[nodiscard]] tl::expected<CopiedBundle, std::vector<Error>> copy_bundle(int seen,
                                                                         const std::string& path,
                                                                         const std::string& to,
                                                                         std::uint64_t max_bytes,
                                                                         Permissions permissions);

}  // namespace muster::plugin

#endif
