// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FILES_MODIFIED_H
#define MUSTER_FILES_MODIFIED_H

#include <sys/stat.h>

#include <string>

namespace files {

/// When a file's content was last changed, as RFC 3339 writes it, in UTC.
[[nodiscard]] std::string modified(const struct stat& status);

}  // namespace files

#endif
