// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_PRIVATE_FOLDER_H
#define MUSTER_PLUGIN_PRIVATE_FOLDER_H

#include <string>
#include <tl/expected.hpp>

#include "base/unique_fd.h"

namespace muster::plugin {

/// A fresh folder (0700) of this process, locked for as long as the process lives: a folder that
/// nobody locks is what a dead process left, and the next one to come removes it.
///
/// Lifetime: the destructor removes the folder if nothing is left in it.
class PrivateFolder {
 public:
  /// Makes one below `parent`, which is made if it is missing and must then belong to this user,
  /// and sweeps what dead processes left there. Otherwise the reason, for people; also where a file
  /// in it could not be written, or not be mapped executable.
  [[nodiscard]] static tl::expected<PrivateFolder, std::string> make(const std::string& parent);

  PrivateFolder(PrivateFolder&& other) noexcept;
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  ~PrivateFolder();

  /// Absolute.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  PrivateFolder() = default;
  std::string path_;  // empty: moved from
  UniqueFd lock_;
};

}  // namespace muster::plugin

#endif
