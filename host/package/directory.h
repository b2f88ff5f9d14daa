// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PACKAGE_DIRECTORY_H
#define MUSTER_PACKAGE_DIRECTORY_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <muster/error.h>

namespace muster::package {

/// An entry as the central directory of a ZIP has it (APPNOTE.TXT 6.3, 4.3.12).
struct DirectoryEntry {
  std::string_view name;  ///< byte for byte, also a NUL; of a folder without the slash at its end
  bool is_folder = false;
  bool is_executable = false;
  std::size_t offset = 0;  ///< of its local header
};

/// Reads the central directory of a ZIP, which is a view of `bytes`, and no more than that.
/// Stricter than those who unpack: each entry is a file or a folder, is not encrypted, is deflated
/// or stored, has bytes of its own, and one name and method in both of its headers. So what was
/// looked at here is what comes out there. A ZIP of several parts or of over 4 GiB is refused.
/// Sorted by offset. Cost: linear in the entries.
[[nodiscard]] Result<std::vector<DirectoryEntry>> read_directory(std::string_view bytes,
                                                                 const std::string& subject);

}  // namespace muster::package

#endif
