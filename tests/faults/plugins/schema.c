/* SPDX-License-Identifier: Apache-2.0 */

/* One agent with an input schema, which tests patch into copies of the built file. */

#include "fixture.h"

MUSTER_NOTE("");

#define TEN ".........."
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
static const char schema[] = "schema:" HUNDRED HUNDRED HUNDRED HUNDRED;

static int32_t succeed(void* self, const muster_call* call) {
  (void)self;
  (void)call;
  return MUSTER_OK;
}

int32_t muster_register(const muster_registrar* registrar) {
  const muster_agent_descriptor agent = {.struct_size = sizeof agent,
                                         .slug = TEXT("picky"),
                                         .description = TEXT("Says what it takes."),
                                         .input_schema = TEXT(schema),
                                         .call = succeed};
  return registrar->add(registrar->context, &agent);
}
