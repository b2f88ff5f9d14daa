/* <muster/abi.h> says of each function who calls it, on which thread, and how long each pointer is
 * valid. */
#include <muster/abi.h>
#include <stdio.h>

/* What a host has to offer so that this library works. */
MUSTER_NOTE(MUSTER_JSON_ID);

#define TEXT(literal) ((muster_text){(literal), sizeof(literal) - 1})

static const char input_schema[] =
    "{\"type\":\"object\","
    "\"properties\":{\"name\":{\"type\":\"string\",\"maxLength\":100,\"description\":\"whom to "
    "greet\"}},"
    "\"required\":[\"name\"],\"additionalProperties\":false}";

static int32_t open_agent(const muster_open* open, void** self) {
  *self = (void*)open->host;
  return MUSTER_OK;
}

static int32_t call_agent(void* self, const muster_call* call) {
  const muster_host* host = self;
  const muster_json_api* json = host->extension(host->context, TEXT(MUSTER_JSON_ID));
  muster_json input;
  muster_json value;
  muster_text name;
  /* The host has checked the input against the schema, so these cannot fail. */
  if (json->root(json->context, call->token, &input) != MUSTER_OK ||
      json->get(input, TEXT("name"), &value) != MUSTER_OK ||
      json->text(value, &name) != MUSTER_OK) {
    return MUSTER_FAILED;
  }
  char greeting[512]; /* 100 characters take at most 400 bytes */
  const int size = snprintf(greeting, sizeof greeting, "Hello, %.*s!", (int)name.size, name.data);
  const muster_block block = {
      .struct_size = sizeof block, .type = MUSTER_BLOCK_TEXT, .bytes = {greeting, (uint64_t)size}};
  return host->write(host->context, call->token, &block);
}

int32_t muster_register(const muster_registrar* registrar) {
  const muster_agent_descriptor agent = {.struct_size = sizeof agent,
                                         .flags = MUSTER_AGENT_CONCURRENT | MUSTER_AGENT_READ_ONLY,
                                         .slug = TEXT("@NAME@"),
                                         .description = TEXT("Greets somebody by name."),
                                         .input_schema = TEXT(input_schema),
                                         .open = open_agent,
                                         .call = call_agent};
  return registrar->add(registrar->context, &agent);
}
