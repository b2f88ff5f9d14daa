// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FILES_BENEATH_H
#define MUSTER_FILES_BENEATH_H

#include <sys/stat.h>

#include <string>

#include "files/descriptor.h"
#include "files/path.h"

namespace files {

/// What a path leads to: found (O_PATH), and not opened yet.
struct Found {
  Descriptor descriptor;
  struct stat status {};
};

/// Finds what lies at a path below an open folder. Symbolic links are followed where they stay
/// beneath the folder, and nothing is followed out of it, whoever renames what meanwhile. Throws
/// muster::Failure: not_found, not_followed, outside, denied, failed.
[[nodiscard]] Found find_beneath(int root, const Path& path);

/// The same, where what is hidden is to stay so: throws hidden too, if a link led to a place with a
/// part that begins with a dot. The parts of the path itself are the caller's to look at.
[[nodiscard]] Found find_visible_beneath(int root, const Path& path);

/// The same, part by part, for a kernel without openat2 or a container that forbids it. Follows no
/// link at all: where one leads could change between looking and following.
[[nodiscard]] Found find_beneath_stepwise(int root, const Path& path);

/// What has this name in an open folder; a symbolic link is found as itself. No descriptor and
/// errno where there is none.
[[nodiscard]] Found find_in(int folder, const std::string& name) noexcept;

/// Opens for reading what was found and is a regular file, so that neither a FIFO nor a device is
/// ever opened. Throws muster::Failure: not_a_file, denied, failed; `subject` names it.
[[nodiscard]] Descriptor open_file(const Found& found, const std::string& subject);

/// Opens a folder that was found. Throws muster::Failure: not_a_folder, denied, failed.
[[nodiscard]] Descriptor open_folder(const Found& found, const std::string& subject);

/// "file", "folder", "link", "fifo", "socket", "device".
[[nodiscard]] const char* name_of_type(mode_t mode) noexcept;

}  // namespace files

#endif
