// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_ENTRIES_H
#define MUSTER_CATALOG_ENTRIES_H

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <muster/error.h>

/// Folders as the scan lists them. What cannot be looked at is an error, "catalog.root_unreadable":
/// it must not look like what is not there.
namespace muster::catalog {

struct Entry {
  enum class Type : std::uint8_t { folder, link, other };

  std::string name;
  Type type;

  [[nodiscard]] bool may_be_folder() const noexcept { return type != Type::other; }
};

/// What a folder holds, sorted by the bytes of the names, without the names that are left out.
/// Stops behind the first `folders_most` that are folders or links, and one more.
[[nodiscard]] Result<std::vector<Entry>> entries_in(
    const std::string& folder, std::size_t folders_most = std::numeric_limits<std::size_t>::max());

/// Nothing: gone since its folder was listed. A link that leads nowhere has the status of the link
/// itself, so that it is found, and refused by name.
[[nodiscard]] Result<std::optional<struct stat>> status_of(const std::string& path);

[[nodiscard]] Result<bool> is_folder(const std::string& path);

[[nodiscard]] std::string joined(const std::string& folder, const std::string& name);

}  // namespace muster::catalog

#endif
