/* SPDX-License-Identifier: Apache-2.0 */

/* The agent `digest`: the hash of a text or of base64 bytes, by OpenSSL. The example of a plugin in
 * C: read it from muster_register, the last function, upwards. */

#include <muster/abi.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms.h"
#include "encoding.h"

/* Put once into each file that adds agents: what the host has to have for this plugin to work. */
MUSTER_NOTE(MUSTER_JSON_ID);

#define TEXT(literal) ((muster_text){(literal), sizeof(literal) - 1})
#define JSON(...) #__VA_ARGS__ /* JSON as it is, without a backslash before each quote */

/* clang-format off */
static const char input_schema[] = JSON({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "text": {"type": "string", "description": "the text to hash, as UTF-8"},
    "base64": {"type": "string", "description": "the bytes to hash, instead of text"},
    "algorithm": {
      "enum": ["sha224", "sha256", "sha384", "sha512", "sha512-256", "sha3-256", "sha3-512",
               "blake2b512"],
      "default": "sha256"
    },
    "output": {"enum": ["hex", "base64"], "default": "hex", "description": "how a digest is written"},
    "verify": {"type": "string",
               "description": "the digest to expect, as output says: another one is the error mismatch"}
  },
  "oneOf": [{"required": ["text"]}, {"required": ["base64"]}],
  "additionalProperties": false
});
/* clang-format on */

/* What open() makes. Nothing of it changes afterwards, so calls may run beside each other. */
struct digest {
  const muster_host* host;
  const muster_json_api* json;
  struct fetched algorithms;
};

/* One call, as the functions below hand it on. */
struct work {
  const struct digest* self;
  uint64_t token;
  muster_json input;
  const EVP_MD* algorithm;
  int is_base64; /* the output, and what it is verified against */
};

static int equals(muster_text text, const char* literal) {
  return text.size == strlen(literal) && memcmp(text.data, literal, text.size) == 0;
}

static int32_t fail(const struct work* work, muster_text code, const char* message) {
  const muster_host* host = work->self->host;
  host->fail(host->context, work->token, code, (muster_text){message, strlen(message)});
  return MUSTER_FAILED;
}

/* A member of the input that may be left out. */
struct argument {
  int is_given;
  muster_text text;
};

static int32_t get(const struct work* work, muster_text name, struct argument* out) {
  const muster_json_api* json = work->self->json;
  muster_json value = NULL;
  char message[64];
  if (json->get(work->input, name, &value) == MUSTER_NOT_FOUND) return MUSTER_OK;
  out->is_given = 1;
  if (json->text(value, &out->text) == MUSTER_OK) return MUSTER_OK;
  snprintf(message, sizeof message, "\"%s\" has to be a string", name.data);
  return fail(work, TEXT("wrong_type"), message);
}

static int32_t unknown_algorithm(const struct work* work) {
  char message[128] = "known algorithms:";
  size_t length = strlen(message);
  for (int i = 0; i < ALGORITHM_COUNT; ++i) {
    length += (size_t)snprintf(message + length, sizeof message - length, "%s %s",
                               i == 0 ? "" : ",", algorithms[i].name);
  }
  return fail(work, TEXT("unknown_algorithm"), message);
}

static int32_t answer(const struct work* work, const unsigned char* digest, size_t size) {
  const muster_host* host = work->self->host;
  char text[2 * EVP_MAX_MD_SIZE];
  const size_t length =
      work->is_base64 ? base64_encode(digest, size, text) : hex_encode(digest, size, text);
  const muster_block block = {
      .struct_size = sizeof block, .type = MUSTER_BLOCK_TEXT, .bytes = {text, length}};
  return host->write(host->context, work->token, &block);
}

/* Compares in a time that tells nothing of where the digests differ: `expected` may be a secret. */
static int32_t verify(const struct work* work, muster_text expected, const unsigned char* digest,
                      size_t size) {
  unsigned char decoded[2 * EVP_MAX_MD_SIZE];
  const size_t length = work->is_base64 ? (size + 2) / 3 * 4 : 2 * size;
  size_t wrong = 0;
  char message[96];
  if (expected.size != length) {
    snprintf(message, sizeof message, "the digest to verify has to have %zu characters, not %zu",
             length, (size_t)expected.size);
    return fail(work, TEXT("bad_digest"), message);
  }
  const long decoded_size = work->is_base64
                                ? base64_decode(expected.data, expected.size, decoded, &wrong)
                                : hex_decode(expected.data, expected.size, decoded, &wrong);
  if (decoded_size < 0) {
    snprintf(message, sizeof message, "the digest to verify is not %s at byte %zu",
             work->is_base64 ? "strict base64 (RFC 4648)" : "hex", wrong);
    return fail(work, TEXT("bad_digest"), message);
  }
  if ((size_t)decoded_size != size || CRYPTO_memcmp(decoded, digest, size) != 0) {
    return fail(work, TEXT("mismatch"), "the digest is not the expected one");
  }
  return MUSTER_OK;
}

static int32_t hash(const struct work* work, const void* bytes, size_t size) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned digest_size = 0;
  struct argument expected = {0};
  if (get(work, TEXT("verify"), &expected) != MUSTER_OK) return MUSTER_FAILED;
  if (EVP_Digest(bytes, size, digest, &digest_size, work->algorithm, NULL) != 1) {
    return fail(work, TEXT("openssl"), "OpenSSL could not compute the digest");
  }
  if (expected.is_given && verify(work, expected.text, digest, digest_size) != MUSTER_OK) {
    return MUSTER_FAILED;
  }
  return answer(work, digest, digest_size);
}

static int32_t hash_base64(const struct work* work, muster_text base64) {
  size_t wrong = 0;
  unsigned char* bytes = malloc(base64.size / 4 * 3 + 3); /* room also for what is refused */
  if (bytes == NULL) return fail(work, TEXT("out_of_memory"), "not enough memory");
  const long size = base64_decode(base64.data, base64.size, bytes, &wrong);
  int32_t status;
  if (size < 0) {
    char message[96];
    snprintf(message, sizeof message,
             wrong == base64.size ? "base64 ends early, at byte %zu: its length is no multiple of 4"
                                  : "not strict base64 (RFC 4648) at byte %zu",
             wrong);
    status = fail(work, TEXT("bad_base64"), message);
  } else {
    status = hash(work, bytes, (size_t)size);
  }
  free(bytes);
  return status;
}

/* The host has checked the input against the schema where it is called through it; an embedder can
 * pass any bytes. */
static int32_t digest_call(void* opaque, const muster_call* call) {
  const struct digest* self = opaque;
  const muster_json_api* json = self->json;
  struct work work = {.self = self, .token = call->token};
  struct argument text = {0};
  struct argument base64 = {0};
  struct argument algorithm = {.text = TEXT("sha256")};
  struct argument output = {.text = TEXT("hex")};
  if (json->root(json->context, call->token, &work.input) != MUSTER_OK ||
      json->type(work.input) != MUSTER_JSON_OBJECT) {
    return fail(&work, TEXT("wrong_type"), "the input has to be a JSON object");
  }
  if (get(&work, TEXT("text"), &text) != MUSTER_OK ||
      get(&work, TEXT("base64"), &base64) != MUSTER_OK ||
      get(&work, TEXT("algorithm"), &algorithm) != MUSTER_OK ||
      get(&work, TEXT("output"), &output) != MUSTER_OK) {
    return MUSTER_FAILED;
  }
  if (text.is_given && base64.is_given) {
    return fail(&work, TEXT("both_given"), "give either \"text\" or \"base64\"");
  }
  if (!text.is_given && !base64.is_given) {
    return fail(&work, TEXT("nothing_given"), "give \"text\" or \"base64\"");
  }
  work.is_base64 = equals(output.text, "base64");
  if (!work.is_base64 && !equals(output.text, "hex")) {
    return fail(&work, TEXT("unknown_output"), "known outputs: hex, base64");
  }
  const int known = find_algorithm(algorithm.text.data, algorithm.text.size);
  if (known < 0) return unknown_algorithm(&work);
  work.algorithm = self->algorithms.of[known];
  if (base64.is_given) return hash_base64(&work, base64.text);
  return hash(&work, text.text.data, text.text.size);
}

static void digest_close(void* opaque) {
  struct digest* self = opaque;
  release_algorithms(&self->algorithms);
  free(self);
}

static int32_t digest_open(const muster_open* open, void** out) {
  const muster_host* host = open->host;
  struct digest* self = calloc(1, sizeof *self);
  if (self == NULL) return MUSTER_FAILED;
  self->host = host;
  self->json = host->extension(host->context, TEXT(MUSTER_JSON_ID)); /* the note requires it */
  const char* lacking = fetch_algorithms(&self->algorithms);
  if (lacking != NULL) {
    char message[64];
    const int size = snprintf(message, sizeof message, "this OpenSSL has no %s", lacking);
    open->fail(open->context, (muster_text){message, (uint64_t)size});
    digest_close(self);
    return MUSTER_FAILED;
  }
  *out = self;
  return MUSTER_OK;
}

int32_t muster_register(const muster_registrar* registrar) {
  const muster_agent_descriptor agent = {
      .struct_size = sizeof agent,
      .flags = MUSTER_AGENT_CONCURRENT | MUSTER_AGENT_READ_ONLY | MUSTER_AGENT_IDEMPOTENT,
      .slug = TEXT("digest"),
      .title = TEXT("Digest"),
      .description = TEXT("Computes the hash of a text or of bytes by SHA-2, SHA-3 or BLAKE2b, or "
                          "verifies that it is the expected one."),
      .input_schema = TEXT(input_schema),
      .open = digest_open,
      .call = digest_call,
      .close = digest_close};
  return registrar->add(registrar->context, &agent);
}
