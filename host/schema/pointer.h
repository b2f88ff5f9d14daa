// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_POINTER_H
#define MUSTER_SCHEMA_POINTER_H

#include <string>
#include <string_view>

namespace muster::schema {

/// One more step of a JSON pointer (RFC 6901).
inline void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

}  // namespace muster::schema

#endif
