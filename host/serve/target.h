// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_TARGET_H
#define MUSTER_SERVE_TARGET_H

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::serve {

/// The decoded segments of a request's path: "/v1/skills/caf%C3%A9?x" is {"v1", "skills", "café"}.
/// None: not a path, or bad percent-encoding.
[[nodiscard]] std::optional<std::vector<std::string>> path_segments(std::string_view target);

/// The decoded names and values of a request's query, in order: of "/x?a=1&b=%20&c" {"a", "1"},
/// {"b", " "} and {"c", ""}. None: bad percent-encoding. A + is a +.
[[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> query(
    std::string_view target);

/// The decoded value of a name in a request's query, the first if there are several; empty where it
/// has none. No value: bad percent-encoding.
[[nodiscard]] std::optional<std::string> query_value(std::string_view target,
                                                     std::string_view name);

/// One segment for a path, or a value of a query: all but unreserved characters (RFC 3986)
/// percent-encoded.
[[nodiscard]] std::string encode_segment(std::string_view text);

}  // namespace muster::serve

#endif
