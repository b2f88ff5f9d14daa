// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FILES_WALK_H
#define MUSTER_FILES_WALK_H

#include <cstddef>
#include <functional>
#include <string>

#include "files/beneath.h"
#include "shared/cancelled.h"

namespace files {

inline constexpr int kDepthMax = 32;
inline constexpr std::size_t kScannedMax = 200'000;

/// What a walk comes by.
struct Entry {
  std::string path;  ///< from the root, as bytes: it may not be UTF-8
  std::string name;
  const Found& found;
};

struct WalkOptions {
  int depth = 1;  ///< 1: the folder itself
  bool hidden = false;
  std::size_t scanned_max = kScannedMax;  ///< names looked at
};

struct Walked {
  std::size_t skipped = 0;    ///< folders that could not be read
  bool is_truncated = false;  ///< a bound was met, or the visitor stopped
};

/// False: stop.
using Visit = std::function<bool(const Entry&)>;

/// Goes through a folder, each in the order of its names' bytes, a folder before what is in it. No
/// symbolic link is followed. `path` is what its entries' paths begin with.
[[nodiscard]] Walked walk(const Found& folder, const std::string& path, const WalkOptions& options,
                          const shared::Cancelled& cancelled, const Visit& visit);

}  // namespace files

#endif
