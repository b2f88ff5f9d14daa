// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_SHARED_SONAME_H
#define MUSTER_PLUGIN_SHARED_SONAME_H

#include <map>
#include <string>
#include <vector>

#include <muster/error.h>
#include "plugin/staging.h"

namespace muster::plugin {

/// The libraries that a plugin would get in place of those that it means: the dynamic linker gives
/// one that is loaded already, by the plugin's previous version or by anybody, to whoever needs one
/// of its name.
struct SharedSonames {
  /// In place of its own helper one of other content; in place of the system's library one that a
  /// bundle brings for itself. It must not be loaded.
  std::vector<Error> problems;
  std::vector<Error> warnings;  ///< in place of its own helper one of the same content
};

/// Asks the dynamic linker, so just before the copy is loaded. `path` is what errors call the
/// plugin. Of what the plugin and its helpers need themselves; not what that needs in turn.
///
/// Threads: the loader thread.  Cost: 20 us for the plugin and for each helper.
[[nodiscard]] SharedSonames find_shared_sonames(const StagedCopy& copy, const std::string& path);

/// The same of plugins that nobody has loaded yet, as if each was loaded after those before it.
class MetHelpers {
 public:
  /// Reads the copy's libraries, which has to stay as long as this.
  [[nodiscard]] SharedSonames meet(const StagedCopy& copy, const std::string& path);

 private:
  struct Helper {
    std::string file;
    std::string shown;
  };
  std::map<std::string, Helper> by_name_;
};

}  // namespace muster::plugin

#endif
