// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TEXT_REPLACE_H
#define MUSTER_TEXT_REPLACE_H

#include <re2/re2.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "shared/cancelled.h"

namespace text {

/// What a replacement may make of a text at most.
inline constexpr std::size_t kResultBytesMax = std::size_t{4} << 20;

struct Replaced {
  std::string text;
  std::size_t count = 0;
};

/// Replaces the first `limit` matches. In `replacement` \0 is the match, \1 to \9 are its groups,
/// \\ is a backslash. Throws muster::Failure: bad_replacement, result_too_large.
[[nodiscard]] Replaced replace(std::string_view text, const re2::RE2& pattern,
                               std::string_view replacement, std::size_t limit,
                               const shared::Cancelled& cancelled);

}  // namespace text

#endif
