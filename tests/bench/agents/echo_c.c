/* SPDX-License-Identifier: Apache-2.0 */
/* The agent of echo_cpp.cpp on the bare ABI. */
#include <muster/abi.h>

MUSTER_NOTE(MUSTER_JSON_ID);

#define TEXT(literal) ((muster_text){literal, sizeof(literal) - 1})

static const muster_host* host;
static const muster_json_api* json;

static int32_t open(const muster_open* opening, void** self) {
  *self = NULL;
  host = opening->host;
  json = host->extension(host->context, TEXT(MUSTER_JSON_ID));
  return json == NULL ? MUSTER_NOT_FOUND : MUSTER_OK;
}

static int32_t call(void* self, const muster_call* call) {
  (void)self;
  muster_json root;
  muster_json text;
  muster_block block = {.struct_size = sizeof block, .type = MUSTER_BLOCK_TEXT};
  int32_t status = json->root(json->context, call->token, &root);
  if (status == MUSTER_OK) status = json->get(root, TEXT("text"), &text);
  if (status == MUSTER_OK) status = json->text(text, &block.bytes);
  return status == MUSTER_OK ? host->write(host->context, call->token, &block) : status;
}

int32_t muster_register(const muster_registrar* registrar) {
  const muster_agent_descriptor agent = {
      .struct_size = sizeof agent,
      .flags = MUSTER_AGENT_CONCURRENT,
      .slug = TEXT("echo"),
      .description = TEXT("Repeats its text."),
      .open = open,
      .call = call,
  };
  return registrar->add(registrar->context, &agent);
}
