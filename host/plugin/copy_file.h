// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_COPY_FILE_H
#define MUSTER_PLUGIN_COPY_FILE_H

#include <cstdint>
#include <string>

#include <muster/error.h>
#include <muster/permissions.h>
#include "base/sha256.h"
#include "base/stamp.h"

namespace muster::plugin {

/// What a file was while it was copied.
struct CopiedFile {
  Sha256 hash;
  Stamp stamp;
  std::int64_t read_at_ns = 0;  ///< when the copy began: for Stamp::settled_at
};

/// Copies the file that `seen` (O_PATH) leads to into the new file `to` (0600), in one pass,
/// hashing on the way. `path` is what errors call it. Refused, before it is opened: what is no
/// regular file (named for what it is), what others may write to, this program, what is over
/// `max_bytes`. Refused after: what changed while it was read. A refusal may leave a part of the
/// copy behind.
///
/// Never blocks on a FIFO or a device, never allocates by a claimed size.
[[nodiscard]] Result<CopiedFile> copy_file(int seen, const std::string& path, const std::string& to,
                                           std::uint64_t max_bytes, Permissions permissions);

/// Why the copy `to` of `path` cannot be written: the system's reason, and the folder.
[[nodiscard]] Error staging_error(const std::string& path, const std::string& to, int error_number);

}  // namespace muster::plugin

#endif
