// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_HTTP_STATUS_H
#define MUSTER_SERVE_HTTP_STATUS_H

#include <string_view>

#include <muster/error.h>

namespace muster::serve {

/// The HTTP status of an error. A call whose agent failed is no such error: it is answered with 200
/// and a result that says "is_error" (routes.cpp).
[[nodiscard]] unsigned http_status(const Error& error) noexcept;

/// "Not Found".
[[nodiscard]] std::string_view reason_phrase(unsigned status) noexcept;

}  // namespace muster::serve

#endif
