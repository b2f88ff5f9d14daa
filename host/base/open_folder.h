// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_OPEN_FOLDER_H
#define MUSTER_BASE_OPEN_FOLDER_H

#include <dirent.h>

#include <memory>

namespace muster {

struct CloseFolder {
  void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

/// A folder that is being listed. Null: none.
using OpenFolder = std::unique_ptr<DIR, CloseFolder>;

}  // namespace muster

#endif
