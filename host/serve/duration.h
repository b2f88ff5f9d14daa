// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_DURATION_H
#define MUSTER_SERVE_DURATION_H

#include <chrono>
#include <string>
#include <string_view>

#include <muster/error.h>

namespace muster::serve {

/// Reads "500ms", "5s", "1.5s" or "2m": more than nothing, at most a day. `subject` names it in the
/// error, which is http.bad_timeout.
[[nodiscard]] Result<std::chrono::nanoseconds> parse_duration(std::string_view text,
                                                              std::string subject);

}  // namespace muster::serve

#endif
