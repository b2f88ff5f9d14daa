// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FILES_LINES_H
#define MUSTER_FILES_LINES_H

#include <re2/re2.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "shared/cancelled.h"

namespace files {

inline constexpr std::size_t kLineBytesMax = 500;

/// A line in which a pattern matches.
struct Line {
  std::size_t number;  ///< from 1
  std::size_t column;  ///< of its first match, from 1, in characters
  std::string text;    ///< without its end; of a long one 500 bytes at most, with the match
};

/// Hands over each line in which the pattern matches, until `take` returns false; then so does it.
/// Lines end in "\n" or "\r\n". `text` is UTF-8. Throws muster::Failure: cancelled, and
/// pattern_too_large for a line that is too long for the pattern.
bool matching_lines(std::string_view text, const re2::RE2& pattern,
                    const shared::Cancelled& cancelled, const std::function<bool(Line)>& take);

}  // namespace files

#endif
