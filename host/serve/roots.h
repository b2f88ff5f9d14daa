// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_ROOTS_H
#define MUSTER_SERVE_ROOTS_H

#include <optional>
#include <string>
#include <vector>

#include <muster/error.h>
#include "serve/environment.h"

namespace muster::serve {

/// The folders that a host reads.
struct Roots {
  std::vector<std::string> plugins;
  std::vector<std::string> skills;
};

/// Where plugins and skills are looked for when nobody says where: the user's own folders, then
/// those that were installed with the program. Pure; they need not exist.
[[nodiscard]] Roots default_roots(const Environment& environment);

/// Those given, which must exist (config.root_missing); in place of what was not given, the default
/// ones that exist.
[[nodiscard]] Result<Roots> choose_roots(const std::optional<std::vector<std::string>>& plugins,
                                         const std::optional<std::vector<std::string>>& skills,
                                         const Environment& environment);

}  // namespace muster::serve

#endif
