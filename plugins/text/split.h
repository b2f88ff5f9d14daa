// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TEXT_SPLIT_H
#define MUSTER_TEXT_SPLIT_H

#include <re2/re2.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "shared/cancelled.h"

namespace text {

struct Parts {
  std::vector<std::string_view> parts;  ///< views of the text, one at least
  bool is_truncated = false;            ///< the last one has separators left in it
};

/// Splits a text into at most `limit` parts; the last one is the rest, whatever stands in it.
/// `separator` is not empty.
[[nodiscard]] Parts split(std::string_view text, std::string_view separator, std::size_t limit);

/// The same at each match of a pattern that is not empty.
[[nodiscard]] Parts split(std::string_view text, const re2::RE2& pattern, std::size_t limit,
                          const shared::Cancelled& cancelled);

}  // namespace text

#endif
