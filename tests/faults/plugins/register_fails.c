/* SPDX-License-Identifier: Apache-2.0 */

/* Adds two good agents, then says that it did not work. */

#include "fixture.h"

MUSTER_NOTE("");

static int32_t succeed(void* self, const muster_call* call) {
  (void)self;
  (void)call;
  return MUSTER_OK;
}

int32_t muster_register(const muster_registrar* registrar) {
  muster_agent_descriptor agent = {.struct_size = sizeof agent,
                                   .slug = TEXT("added-one"),
                                   .description = TEXT("Added, then given up."),
                                   .call = succeed};
  (void)registrar->add(registrar->context, &agent);
  agent.slug = (muster_text)TEXT("added-two");
  (void)registrar->add(registrar->context, &agent);
  return MUSTER_FAILED;
}
