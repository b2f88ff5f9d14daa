// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FILES_ROOTS_H
#define MUSTER_FILES_ROOTS_H

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "files/descriptor.h"

namespace files {

/// A folder that the operator has opened to callers, under a name.
struct Root {
  std::string name;
  std::string path;
  bool shows_hidden = false;  ///< whether callers may have what begins with a dot
};

/// The roots of an agent.
///
/// Errors: muster::Failure.
class Roots {
 public:
  /// duplicate_root: two have one name.
  explicit Roots(std::vector<Root> roots);

  /// The root of this name, or the only one. no_roots, unknown_root, root_needed.
  [[nodiscard]] const Root& find(std::optional<std::string_view> name) const;

 private:
  std::vector<Root> roots_;
};

/// Opens the folder as it is now: it may be replaced between calls. root_missing: it is gone, or
/// not readable; the error does not tell its path.
[[nodiscard]] Descriptor open_root(const Root& root);

}  // namespace files

#endif
