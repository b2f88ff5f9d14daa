/* SPDX-License-Identifier: Apache-2.0 */

/* The agent `digest`: the hash of a text or of base64 bytes, by OpenSSL. An example of a plugin in
 * C. */

#include <muster/abi.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base64.h"

MUSTER_NOTE(MUSTER_JSON_ID);

#define TEXT(literal) ((muster_text){(literal), sizeof(literal) - 1})

static const char input_schema[] =
    "{\"$schema\":\"https://json-schema.org/draft/2020-12/"
    "schema\",\"type\":\"object\",\"properties\":{"
    "\"text\":{\"type\":\"string\",\"description\":\"the text to hash, as UTF-8\"},"
    "\"base64\":{\"type\":\"string\",\"description\":\"the bytes to hash, instead of text\"},"
    "\"algorithm\":{\"type\":\"string\",\"default\":\"sha256\",\"enum\":[\"sha224\",\"sha256\","
    "\"sha384\","
    "\"sha512\",\"sha512-256\",\"blake2b512\"]}},"
    "\"oneOf\":[{\"required\":[\"text\"]},{\"required\":[\"base64\"]}],\"additionalProperties\":"
    "false}";

/* What it answers to, and OpenSSL's name for it. */
static const struct {
  const char* name;
  const char* openssl;
} algorithms[] = {{"sha224", "SHA224"}, {"sha256", "SHA256"},         {"sha384", "SHA384"},
                  {"sha512", "SHA512"}, {"sha512-256", "SHA512-256"}, {"blake2b512", "BLAKE2B512"}};
enum { algorithm_count = sizeof algorithms / sizeof algorithms[0] };

/* What open() makes: the host, and OpenSSL's algorithms, fetched once. */
struct digest {
  const muster_host* host;
  const muster_json_api* json;
  EVP_MD* algorithms[algorithm_count];
};

static int32_t fail(const struct digest* self, uint64_t token, muster_text code,
                    const char* message) {
  self->host->fail(self->host->context, token, code, (muster_text){message, strlen(message)});
  return MUSTER_FAILED;
}

/* A member of the input that may be left out. */
struct argument {
  int is_given;
  muster_text text;
};

static int32_t get(const struct digest* self, const muster_call* call, muster_json input,
                   muster_text name, struct argument* out) {
  muster_json value = NULL;
  char message[64];
  if (self->json->get(input, name, &value) == MUSTER_NOT_FOUND) return MUSTER_OK;
  out->is_given = 1;
  if (self->json->text(value, &out->text) == MUSTER_OK) return MUSTER_OK;
  snprintf(message, sizeof message, "\"%s\" has to be a string", name.data);
  return fail(self, call->token, TEXT("wrong_type"), message);
}

static EVP_MD* find_algorithm(const struct digest* self, muster_text name) {
  for (size_t i = 0; i < algorithm_count; ++i) {
    const char* known = algorithms[i].name;
    if (strlen(known) == name.size && memcmp(known, name.data, name.size) == 0) {
      return self->algorithms[i];
    }
  }
  return NULL;
}

static int32_t unknown_algorithm(const struct digest* self, uint64_t token) {
  char message[128] = "known algorithms:";
  size_t length = strlen(message);
  for (size_t i = 0; i < algorithm_count; ++i) {
    length += (size_t)snprintf(message + length, sizeof message - length, "%s %s",
                               i == 0 ? "" : ",", algorithms[i].name);
  }
  return fail(self, token, TEXT("unknown_algorithm"), message);
}

/* The result: lower-case hex. */
static int32_t hash(const struct digest* self, const muster_call* call, const EVP_MD* algorithm,
                    const void* bytes, size_t size) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned digest_size = 0;
  char hex[2 * EVP_MAX_MD_SIZE + 1];
  if (EVP_Digest(bytes, size, digest, &digest_size, algorithm, NULL) != 1) {
    return fail(self, call->token, TEXT("openssl"), "OpenSSL could not compute the digest");
  }
  for (unsigned i = 0; i < digest_size; ++i) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
  const muster_block block = {.struct_size = sizeof block,
                              .type = MUSTER_BLOCK_TEXT,
                              .bytes = {hex, 2 * (uint64_t)digest_size}};
  return self->host->write(self->host->context, call->token, &block);
}

static int32_t hash_base64(const struct digest* self, const muster_call* call,
                           const EVP_MD* algorithm, muster_text base64) {
  size_t wrong = 0;
  unsigned char* bytes = malloc(base64.size / 4 * 3 + 3); /* room also for what is refused */
  if (bytes == NULL) return fail(self, call->token, TEXT("out_of_memory"), "not enough memory");
  const long size = base64_decode(base64.data, base64.size, bytes, &wrong);
  int32_t status;
  if (size < 0) {
    char message[96];
    snprintf(message, sizeof message,
             wrong == base64.size ? "base64 ends early, at byte %zu: its length is no multiple of 4"
                                  : "not strict base64 (RFC 4648) at byte %zu",
             wrong);
    status = fail(self, call->token, TEXT("bad_base64"), message);
  } else {
    status = hash(self, call, algorithm, bytes, (size_t)size);
  }
  free(bytes);
  return status;
}

static int32_t digest_call(void* opaque, const muster_call* call) {
  const struct digest* self = opaque;
  muster_json input = NULL;
  struct argument text = {0};
  struct argument base64 = {0};
  struct argument algorithm = {.text = TEXT("sha256")};
  if (self->json->root(self->json->context, call->token, &input) != MUSTER_OK ||
      self->json->type(input) != MUSTER_JSON_OBJECT) {
    return fail(self, call->token, TEXT("wrong_type"), "the input has to be a JSON object");
  }
  if (get(self, call, input, TEXT("text"), &text) != MUSTER_OK ||
      get(self, call, input, TEXT("base64"), &base64) != MUSTER_OK ||
      get(self, call, input, TEXT("algorithm"), &algorithm) != MUSTER_OK) {
    return MUSTER_FAILED;
  }
  if (text.is_given && base64.is_given) {
    return fail(self, call->token, TEXT("both_given"), "give either \"text\" or \"base64\"");
  }
  if (!text.is_given && !base64.is_given) {
    return fail(self, call->token, TEXT("nothing_given"), "give \"text\" or \"base64\"");
  }
  const EVP_MD* known = find_algorithm(self, algorithm.text);
  if (known == NULL) return unknown_algorithm(self, call->token);
  if (base64.is_given) return hash_base64(self, call, known, base64.text);
  return hash(self, call, known, text.text.data, text.text.size);
}

static void digest_close(void* opaque) {
  struct digest* self = opaque;
  for (size_t i = 0; i < algorithm_count; ++i) EVP_MD_free(self->algorithms[i]);
  free(self);
}

static int32_t digest_open(const muster_open* open, void** out) {
  const muster_host* host = open->host;
  struct digest* self = calloc(1, sizeof *self);
  if (self == NULL) return MUSTER_FAILED;
  self->host = host;
  self->json = host->extension(host->context, TEXT(MUSTER_JSON_ID)); /* the note requires it */
  for (size_t i = 0; i < algorithm_count; ++i) {
    self->algorithms[i] = EVP_MD_fetch(NULL, algorithms[i].openssl, NULL);
    if (self->algorithms[i] == NULL) {
      open->fail(open->context, TEXT("OpenSSL lacks one of the algorithms"));
      digest_close(self);
      return MUSTER_FAILED;
    }
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
      .description = TEXT("Computes the hash of a text or of bytes: SHA-2 or BLAKE2b, as hex."),
      .input_schema = TEXT(input_schema),
      .open = digest_open,
      .call = digest_call,
      .close = digest_close};
  return registrar->add(registrar->context, &agent);
}
