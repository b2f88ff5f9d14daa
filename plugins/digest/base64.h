/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MUSTER_DIGEST_BASE64_H
#define MUSTER_DIGEST_BASE64_H

#include <stddef.h>

/* Decodes strict base64: RFC 4648, section 4, with padding, without line breaks, and with the
 * unused bits of the last digit zero. `out` has room for size / 4 * 3 bytes. Returns the number of
 * bytes, or -1 with the offset of the first byte that is wrong in *wrong; an offset equal to `size`
 * says that the text ends too early. */
long base64_decode(const char* text, size_t size, unsigned char* out, size_t* wrong);

#endif
