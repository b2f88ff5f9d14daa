// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_SHARED_SONAME_H
#define MUSTER_PLUGIN_SHARED_SONAME_H

#include <map>
#include <string>
#include <vector>

#include <muster/error.h>
#include "plugin/staging.h"

namespace muster::plugin {

/// The helpers of a bundle that would not be the ones to run: the dynamic linker gives a library
/// that is loaded already, by this bundle's previous version or by anybody, to whoever needs one of
/// its name.
struct SharedSonames {
  std::vector<Error> problems;  ///< other content: the bundle must not be loaded
  std::vector<Error> warnings;  ///< the same content
};

/// Asks the dynamic linker, so just before the copy is loaded. `path` is what errors call the
/// bundle.
///
/// Threads: the loader thread.  Cost: 20 us for each helper.
[[nodiscard]] SharedSonames find_shared_sonames(const StagedCopy& copy, const std::string& path);

/// The same of bundles that nobody has loaded yet, as if each was loaded after those before it.
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
