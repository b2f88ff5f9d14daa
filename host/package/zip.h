// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PACKAGE_ZIP_H
#define MUSTER_PACKAGE_ZIP_H

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include "package/files.h"

/// ZIP files in memory, by libarchive, which is included here alone.
///
/// Threads: any.  Memory: the files, at most skill::kBytesMax, and the ZIP.
namespace muster::package {

/// The most that a package itself may have: its files as they are, and what a ZIP says of them.
inline constexpr std::size_t kPackageBytes = std::size_t{20} << 20;

/// The most that the files may have for each byte of the package.
inline constexpr std::uint64_t kRatio = 100;

/// The files of a ZIP whose bytes somebody else wrote, with good paths, each only once. What is
/// claimed of sizes counts for nothing: bytes are counted as they are inflated, and the first past
/// a limit ends it. `subject` names the ZIP in errors.
[[nodiscard]] Result<std::vector<File>> read_zip(std::string_view bytes,
                                                 const std::string& subject);

/// A ZIP that depends on the files and their order alone: no times, no owners, two modes. Files
/// that would compress beyond kRatio are stored as they are.
[[nodiscard]] Result<std::string> write_zip(std::span<const File> files,
                                            const std::string& subject);

}  // namespace muster::package

#endif
