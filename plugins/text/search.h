// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TEXT_SEARCH_H
#define MUSTER_TEXT_SEARCH_H

#include <re2/re2.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "shared/cancelled.h"

namespace text {

/// A place in a text, counted both ways. The end is the first place that is not of it any more.
struct Range {
  std::size_t start;
  std::size_t end;
  friend bool operator==(const Range&, const Range&) = default;
};

struct Match {
  Range bytes;
  Range characters;
  std::vector<std::string_view>
      groups;  ///< the whole match, then its groups; no data(): took no part
};

struct Found {
  std::vector<Match> matches;
  bool is_truncated = false;  ///< there are more than were asked for
};

/// The first matches of a pattern in a text. Views are of the text.
[[nodiscard]] Found search(std::string_view text, const re2::RE2& pattern, std::size_t limit,
                           const shared::Cancelled& cancelled);

/// How many matches there are.
[[nodiscard]] std::size_t count_matches(std::string_view text, const re2::RE2& pattern,
                                        const shared::Cancelled& cancelled);

}  // namespace text

#endif
