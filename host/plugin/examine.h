// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_EXAMINE_H
#define MUSTER_PLUGIN_EXAMINE_H

#include <string>
#include <vector>

#include <muster/error.h>
#include "plugin/staging.h"

namespace muster::plugin {

/// What can be said of a private copy before any of its code runs.
struct Examination {
  std::vector<Error> problems;  ///< the most important first; none: it may be probed and loaded
  std::vector<Error> warnings;
  bool is_helper = false;      ///< a library that is no plugin: to be ignored
  bool never_unloads = false;  ///< it, or a helper of it, asks for that
};

/// Whether this very content passed before.
enum class Content : bool { is_new, is_known };

/// Inspects a copy, of a bundle every library in it, and makes its STB_GNU_UNIQUE symbols the
/// copy's own. The seals of new content are checked. `path` names the file in errors.
///
/// Threads: any, for different copies; runs no foreign code.
/// Cost:    20 us for a small library, and of new content what seal::check() costs.
[[nodiscard]] Examination examine(const StagedCopy& copy, const std::string& path,
                                  Content content = Content::is_new);

}  // namespace muster::plugin

#endif
