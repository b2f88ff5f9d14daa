/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MUSTER_DIGEST_ALGORITHMS_H
#define MUSTER_DIGEST_ALGORITHMS_H

#include <openssl/evp.h>
#include <stddef.h>

/* What the agent answers to, and OpenSSL's name for it. */
struct algorithm {
  const char* name;
  const char* openssl;
};

enum { ALGORITHM_COUNT = 8 };
extern const struct algorithm algorithms[ALGORITHM_COUNT];

/* The index of the algorithm of this name, or -1. */
int find_algorithm(const char* name, size_t size);

/* OpenSSL's algorithms, fetched once: a fetch takes locks, a digest then takes none. */
struct fetched {
  EVP_MD* of[ALGORITHM_COUNT];
};

/* The name of the first algorithm that this OpenSSL lacks, or NULL. Either way release() what was
 * fetched. */
const char* fetch_algorithms(struct fetched* out);
void release_algorithms(struct fetched* fetched);

#endif
