// SPDX-License-Identifier: Apache-2.0
#include "files/roots.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <muster/failure.hpp>
#include <system_error>

#include "shared/quoted.h"

namespace files {

Roots::Roots(std::vector<Root> roots) : roots_(std::move(roots)) {
  for (auto at = roots_.begin(); at != roots_.end(); ++at) {
    if (std::find_if(roots_.begin(), at,
                     [&](const Root& other) { return other.name == at->name; }) != at) {
      throw muster::Failure("duplicate_root", "two roots are named " + shared::quoted(at->name));
    }
  }
}

const Root& Roots::find(std::optional<std::string_view> name) const {
  if (roots_.empty()) {
    throw muster::Failure("no_roots",
                          "the operator of this host has opened no folder to this agent: its "
                          "configuration has to name roots");
  }
  if (!name && roots_.size() == 1) return roots_.front();
  const auto found =
      std::ranges::find_if(roots_, [&](const Root& root) { return name && root.name == *name; });
  if (found != roots_.end()) return *found;
  std::string known;
  for (const Root& root : roots_) known += (known.empty() ? "" : ", ") + root.name;
  if (!name) throw muster::Failure("root_needed", "say which root: " + known);
  throw muster::Failure("unknown_root",
                        "there is no root " + shared::quoted(*name) + ": known are " + known);
}

Descriptor open_root(const Root& root) {
  Descriptor folder(::open(root.path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (folder) return folder;
  throw muster::Failure("root_missing",
                        "the folder of the root " + shared::quoted(root.name) +
                            " cannot be opened: " + std::generic_category().message(errno));
}

}  // namespace files
