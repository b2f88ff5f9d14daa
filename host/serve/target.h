// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_TARGET_H
#define MUSTER_SERVE_TARGET_H

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::serve {

/// The decoded segments of a request's path: "/v1/skills/caf%C3%A9?x" is {"v1", "skills", "café"}.
/// None: not a path, or bad percent-encoding.
[[nodiscard]] std::optional<std::vector<std::string>> path_segments(std::string_view target);

/// One segment for a path: all but unreserved characters (RFC 3986) percent-encoded.
[[nodiscard]] std::string encode_segment(std::string_view text);

}  // namespace muster::serve

#endif
