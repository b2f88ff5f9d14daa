// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_FILE_H
#define MUSTER_BASE_FILE_H

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <muster/error.h>
#include "base/stamp.h"

namespace muster {

/// "a regular file", "a directory", "a FIFO", ...: what st_mode says it is.
[[nodiscard]] std::string_view file_type_name(mode_t mode) noexcept;

/// Why a system call on a file failed: file_error("a.so", "open", errno) says "cannot open it:
/// Permission denied". Codes `file.*`.
[[nodiscard]] Error file_error(std::string subject, std::string_view verb, int error_number);

/// "is a FIFO, not a regular file"
[[nodiscard]] Error not_regular_error(std::string subject, mode_t mode);

/// A small file, taken in whole.
struct FileContent {
  std::string bytes;
  Stamp stamp;                  ///< when the read began
  std::int64_t read_at_ns = 0;  ///< when that was, since the epoch: for Stamp::settled_at
};

/// Reads a regular file of at most `max_bytes`; symbolic links are followed. `subject` names it in
/// errors (codes `file.*`). Never blocks on a FIFO, never allocates by a claimed size.
[[nodiscard]] Result<FileContent> read_file(const std::string& path, std::size_t max_bytes,
                                            std::string subject);

/// Puts a file of these bytes in place of `path`, whole and with this mode, whatever the umask:
/// whoever opens it meanwhile has the old one or the new one. One writer at a time. Not forced to
/// the disk: after the machine, not the process, went down, the file may be the old one or empty.
[[nodiscard]] Result<void> replace_file(const std::string& path, std::string_view bytes,
                                        std::string subject, mode_t mode = 0600);

}  // namespace muster

#endif
