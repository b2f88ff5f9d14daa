/* SPDX-License-Identifier: Apache-2.0 */

/* Agents that ask nobody whether they are still wanted: "sleeps", any number at once, for a minute,
 * and "never", which does not return; and "heeds", any number at once, which returns when it is not. */

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

static const muster_host* the_host;

static int32_t open_heeds(const muster_open* open, void** self) {
  (void)self;
  the_host = open->host;
  return MUSTER_OK;
}

static int32_t wait_while_wanted(void* self, const muster_call* call) {
  (void)self;
  while (the_host->check(the_host->context, call->token) == MUSTER_OK) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
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
  const muster_agent_descriptor heeds = {.struct_size = sizeof heeds,
                                         .flags = MUSTER_AGENT_CONCURRENT,
                                         .slug = {"heeds", 5},
                                         .description = {"Waits while it is wanted.", 25},
                                         .open = open_heeds,
                                         .call = wait_while_wanted};
  int32_t status = registrar->add(registrar->context, &sleeps);
  if (status == MUSTER_OK) status = registrar->add(registrar->context, &never);
  return status == MUSTER_OK ? registrar->add(registrar->context, &heeds) : status;
}
