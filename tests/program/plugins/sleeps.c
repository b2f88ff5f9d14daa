/* SPDX-License-Identifier: Apache-2.0 */

/* Agents that ask nobody whether they are still wanted: "sleeps", any number at once, for a minute,
 * and "never", which does not return. */

#include <muster/abi.h>
#include <time.h>
#include <unistd.h>

MUSTER_NOTE("");

static int32_t sleep_for_a_minute(void* self, const muster_call* call) {
  (void)self;
  (void)call;
  nanosleep(&(struct timespec){.tv_sec = 60}, NULL);
  return MUSTER_OK;
}

static int32_t never_return(void* self, const muster_call* call) {
  (void)self;
  (void)call;
  while (pause() != 0) continue;
  return MUSTER_OK;
}

int32_t muster_register(const muster_registrar* registrar) {
  const muster_agent_descriptor sleeps = {.struct_size = sizeof sleeps,
                                          .flags = MUSTER_AGENT_CONCURRENT,
                                          .slug = {"sleeps", 6},
                                          .description = {"Sleeps for a minute.", 20},
                                          .call = sleep_for_a_minute};
  const muster_agent_descriptor never = {.struct_size = sizeof never,
                                         .slug = {"never", 5},
                                         .description = {"Never returns.", 14},
                                         .call = never_return};
  const int32_t status = registrar->add(registrar->context, &sleeps);
  return status == MUSTER_OK ? registrar->add(registrar->context, &never) : status;
}
