// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FILES_READ_H
#define MUSTER_FILES_READ_H

#include <cstddef>
#include <cstdint>
#include <string>

#include "files/beneath.h"
#include "shared/cancelled.h"

namespace files {

/// At most this many bytes of a file from an offset on; fewer where it ends. Throws
/// muster::Failure: not_a_file, denied, failed; `subject` names it.
[[nodiscard]] std::string read_bytes(const Found& found, std::uint64_t offset, std::size_t length,
                                     const std::string& subject,
                                     const shared::Cancelled& cancelled);

/// Whether a file has a byte at this offset. Asked after a read it tells whether the file goes on:
/// its size would not, for it may have grown, and is 0 for the files of /proc. Throws as
/// read_bytes() does.
[[nodiscard]] bool has_byte(const Found& found, std::uint64_t offset, const std::string& subject,
                            const shared::Cancelled& cancelled);

/// What read_bytes() does, of text. A character that the end of the piece cuts is left for the next
/// one. Throws muster::Failure too: not_text, where the bytes are not UTF-8.
[[nodiscard]] std::string read_text(const Found& found, std::uint64_t offset, std::size_t length,
                                    const std::string& subject, const shared::Cancelled& cancelled);

}  // namespace files

#endif
