// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_DISTANCE_H
#define MUSTER_SERVE_DISTANCE_H

#include <cstddef>
#include <string_view>

namespace muster::serve {

/// How many letters have to be added, dropped or replaced to make one word of the other
/// (Levenshtein's distance). Cost: the product of their lengths.
[[nodiscard]] std::size_t distance(std::string_view from, std::string_view to);

}  // namespace muster::serve

#endif
