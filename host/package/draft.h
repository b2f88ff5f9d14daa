// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PACKAGE_DRAFT_H
#define MUSTER_PACKAGE_DRAFT_H

#include <string>
#include <vector>

#include <muster/error.h>
#include "base/unique_fd.h"
#include "package/files.h"

namespace muster::package {

/// A fresh folder for this user alone below another one, which goes with all that is in it. Its
/// name begins with a dot, so that no host looks into it. What processes left behind that were
/// ended meanwhile goes with the next one's: a lock on the folder tells whether its maker lives.
class Draft {
 public:
  explicit Draft(const std::string& parent);
  ~Draft();
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  /// Writes files below a new folder of this name, which is returned. Paths are good ones (path.h).
  /// Modes are what the umask leaves of 0777 and 0666.
  [[nodiscard]] Result<std::string> write(const std::string& name, const std::vector<File>& files);
  /// Writes a single file, and returns its path.
  [[nodiscard]] Result<std::string> write(const File& file);

 private:
  void make();

  std::string parent_;
  std::string path_;  // empty: it could not be made
  UniqueFd lock_;     // where the file system has locks for folders
  int failure_ = 0;
};

}  // namespace muster::package

#endif
