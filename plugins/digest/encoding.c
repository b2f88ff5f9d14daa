/* SPDX-License-Identifier: Apache-2.0 */
#include "encoding.h"

static int base64_digit(char c) {
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
    const int digit = base64_digit(text[i]);
    *wrong = i;
    if (digit < 0) return -1;
    pending = (pending << 6 | (unsigned)digit) & 0xfffu;
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

size_t base64_encode(const unsigned char* bytes, size_t size, char* out) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  size_t written = 0;
  for (size_t i = 0; i < size; i += 3) {
    const size_t left = size - i;
    const unsigned group = (unsigned)bytes[i] << 16 | (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0) |
                           (left > 2 ? (unsigned)bytes[i + 2] : 0);
    out[written++] = digits[group >> 18 & 63u];
    out[written++] = digits[group >> 12 & 63u];
    out[written++] = left > 1 ? digits[group >> 6 & 63u] : '=';
    out[written++] = left > 2 ? digits[group & 63u] : '=';
  }
  return written;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

long hex_decode(const char* text, size_t size, unsigned char* out, size_t* wrong) {
  for (size_t i = 0; i < size; ++i) {
    const int digit = hex_digit(text[i]);
    *wrong = i;
    if (digit < 0) return -1;
    if (i % 2 == 0 && i + 1 < size) out[i / 2] = (unsigned char)(digit << 4);
    if (i % 2 == 1) out[i / 2] = (unsigned char)(out[i / 2] | digit);
  }
  *wrong = size;
  return size % 2 == 0 ? (long)(size / 2) : -1;
}

size_t hex_encode(const unsigned char* bytes, size_t size, char* out) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < size; ++i) {
    out[2 * i] = digits[bytes[i] >> 4];
    out[2 * i + 1] = digits[bytes[i] & 15u];
  }
  return 2 * size;
}
