/* SPDX-License-Identifier: Apache-2.0 */

/* An agent all of whose description stands on the stack of `register`, which overwrites it before
 * it returns. */

#include "fixture.h"

MUSTER_NOTE("");

static int32_t succeed(void* self, const muster_call* call) {
  (void)self;
  (void)call;
  return MUSTER_OK;
}

int32_t muster_register(const muster_registrar* registrar) {
  struct {
    char plugin_version[8], slug[16], title[16], description[16], version[8], tag[8], schema[32];
  } words = {"1.0", "on-stack", "On a stack",           "Stood there.",
             "2.0", "moment",   "{\"type\":\"object\"}"};
  muster_text tags[] = {{words.tag, strlen(words.tag)}};
  muster_agent_descriptor agent = {
      .struct_size = sizeof agent,
      .slug = {words.slug, strlen(words.slug)},
      .title = {words.title, strlen(words.title)},
      .description = {words.description, strlen(words.description)},
      .version = {words.version, strlen(words.version)},
      .tags = tags,
      .tag_count = 1,
      .input_schema = {words.schema, strlen(words.schema)},
      .output_schema = {words.schema, strlen(words.schema)},
      .config_schema = {words.schema, strlen(words.schema)},
      .replaced_by = {words.slug, strlen(words.slug)},
      .call = succeed,
  };
  int32_t status = registrar->version(
      registrar->context, (muster_text){words.plugin_version, strlen(words.plugin_version)});
  if (status == MUSTER_OK) status = registrar->add(registrar->context, &agent);
  /* Through volatile: nobody reads it again, so the compiler would leave it out. */
  volatile char* const bytes = (volatile char*)&words;
  for (size_t i = 0; i < sizeof words; ++i) bytes[i] = '#';
  volatile char* const fields = (volatile char*)&agent;
  for (size_t i = 0; i < sizeof agent; ++i) fields[i] = '#';
  tags[0] = (muster_text){"#", 1};
  return status;
}
