/* SPDX-License-Identifier: Apache-2.0 */
#include "algorithms.h"

#include <string.h>

const struct algorithm algorithms[ALGORITHM_COUNT] = {
    {"sha224", "SHA224"},     {"sha256", "SHA256"},         {"sha384", "SHA384"},
    {"sha512", "SHA512"},     {"sha512-256", "SHA512-256"}, {"sha3-256", "SHA3-256"},
    {"sha3-512", "SHA3-512"}, {"blake2b512", "BLAKE2B512"}};

int find_algorithm(const char* name, size_t size) {
  for (int i = 0; i < ALGORITHM_COUNT; ++i) {
    const char* known = algorithms[i].name;
    if (strlen(known) == size && memcmp(known, name, size) == 0) return i;
  }
  return -1;
}

const char* fetch_algorithms(struct fetched* out) {
  *out = (struct fetched){0};
  for (int i = 0; i < ALGORITHM_COUNT; ++i) {
    out->of[i] = EVP_MD_fetch(NULL, algorithms[i].openssl, NULL);
    if (out->of[i] == NULL) return algorithms[i].name;
  }
  return NULL;
}

void release_algorithms(struct fetched* fetched) {
  for (int i = 0; i < ALGORITHM_COUNT; ++i) EVP_MD_free(fetched->of[i]);
}
