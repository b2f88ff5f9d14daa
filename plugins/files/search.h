// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FILES_SEARCH_H
#define MUSTER_FILES_SEARCH_H

#include <re2/re2.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "files/lines.h"
#include "files/walk.h"
#include "shared/cancelled.h"

namespace files {

struct SearchOptions {
  WalkOptions walk;
  std::string glob = "*";  ///< of the names of the files that are searched
  std::size_t limit = 100;
  std::uint64_t file_bytes_max = std::uint64_t{4} << 20;  ///< a larger file is skipped
  std::uint64_t bytes_max = std::uint64_t{256} << 20;     ///< read in all
};

struct MatchingLine {
  std::string path;
  Line line;
};

struct SearchResult {
  std::vector<MatchingLine> matches;
  std::size_t files = 0;    ///< that were searched
  std::size_t skipped = 0;  ///< files and folders: not text, too large, not to be read
  bool is_truncated = false;
};

/// Searches the lines of a file, or of the files of a folder.
[[nodiscard]] SearchResult search(const Found& start, const std::string& path,
                                  const re2::RE2& pattern, const SearchOptions& options,
                                  const shared::Cancelled& cancelled);

}  // namespace files

#endif
