// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PACKAGE_PLACE_H
#define MUSTER_PACKAGE_PLACE_H

#include <cstdint>
#include <string>
#include <vector>

#include <muster/error.h>
#include "package/files.h"

namespace muster::package {

/// A fresh folder for this user alone below another one, which goes with all that is in it. Its
/// name begins with a dot, so that no host looks into it.
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
  std::string parent_;
  std::string path_;  // empty: it could not be made
  int failure_ = 0;
};

/// What may give way: a file goes, and a folder changes places with the new one.
enum class Replace : std::uint8_t { nothing, file, folder };

/// Gives what is at `from`, a file or a folder, the path `to`. Whatever is there already stays, but
/// for what `replace` names. At once, where the file system can do that.
[[nodiscard]] Result<void> put_in_place(const std::string& from, const std::string& to,
                                        Replace replace);

}  // namespace muster::package

#endif
