/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MUSTER_DIGEST_ENCODING_H
#define MUSTER_DIGEST_ENCODING_H

#include <stddef.h>

/* Bytes as text. The decoders return the number of bytes, or -1 with the offset of the first byte
 * that is wrong in *wrong; an offset equal to `size` says that the text ends too early. The
 * encoders return the number of characters, and end with no zero byte. */

/* Strict base64: RFC 4648, section 4, with padding, without line breaks, and with the unused bits
 * of the last digit zero. `out` has room for size / 4 * 3 bytes, or size / 3 * 4 + 4 characters. */
long base64_decode(const char* text, size_t size, unsigned char* out, size_t* wrong);
size_t base64_encode(const unsigned char* bytes, size_t size, char* out);

/* Two digits a byte: lower case is written, both are read. `out` has room for size / 2 bytes, or
 * 2 * size characters. */
long hex_decode(const char* text, size_t size, unsigned char* out, size_t* wrong);
size_t hex_encode(const unsigned char* bytes, size_t size, char* out);

#endif
