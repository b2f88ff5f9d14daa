// SPDX-License-Identifier: Apache-2.0
#include "shared/base64.h"

#include <cstdint>

namespace shared {

std::string to_base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (; !bytes.empty(); bytes.remove_prefix(bytes.size() < 3 ? bytes.size() : 3)) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u);
    }
    out += kDigits[group >> 18];
    out += kDigits[group >> 12 & 63];
    out += bytes.size() > 1 ? kDigits[group >> 6 & 63] : '=';
    out += bytes.size() > 2 ? kDigits[group & 63] : '=';
  }
  return out;
}

}  // namespace shared
