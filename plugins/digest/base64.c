/* SPDX-License-Identifier: Apache-2.0 */
#include "base64.h"

static int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return -1;
}

static size_t padding_of(const char* text, size_t size) {
  if (size < 4 || size % 4 != 0 || text[size - 1] != '=') return 0;
  return text[size - 2] == '=' ? 2 : 1;
}

long base64_decode(const char* text, size_t size, unsigned char* out, size_t* wrong) {
  const size_t digits = size - padding_of(text, size);
  unsigned pending = 0; /* bits that are not out yet: the lowest `bits` of it */
  unsigned bits = 0;
  long written = 0;
  for (size_t i = 0; i < digits; ++i) {
    const int value = value_of(text[i]);
    *wrong = i;
    if (value < 0) return -1;
    pending = (pending << 6 | (unsigned)value) & 0xfffu;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[written++] = (unsigned char)(pending >> bits & 0xffu);
    }
  }
  if (size % 4 != 0) {
    *wrong = size;
    return -1;
  }
  return (pending & ((1u << bits) - 1u)) == 0 ? written : -1; /* *wrong: the last digit */
}
