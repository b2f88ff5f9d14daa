// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SHARED_BASE64_H
#define MUSTER_SHARED_BASE64_H

#include <string>
#include <string_view>

namespace shared {

/// RFC 4648, section 4, with padding and without line breaks.
[[nodiscard]] std::string to_base64(std::string_view bytes);

}  // namespace shared

#endif
