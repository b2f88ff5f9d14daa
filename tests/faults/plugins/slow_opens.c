/* SPDX-License-Identifier: Apache-2.0 */

/* A thousand agents that each take a hundredth of a second to open. They say no where the process is
 * allowed less than two minutes of processor time: one that the library has to be loaded, and one
 * that is for what it leaves behind. */

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "fixture.h"

MUSTER_NOTE("");

static int32_t open_slowly(const muster_open* open, void** self) {
  (void)self;
  struct rlimit time;
  const rlim_t needed = 120;
  if (getrlimit(RLIMIT_CPU, &time) != 0 || time.rlim_cur < needed) {
    open->fail(open->context, (muster_text)TEXT("too little processor time"));
    return MUSTER_FAILED;
  }
  nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
  return MUSTER_OK;
}

static int32_t succeed(void* self, const muster_call* call) {
  (void)self;
  (void)call;
  return MUSTER_OK;
}

int32_t muster_register(const muster_registrar* registrar) {
  for (int i = 0; i < 1000; ++i) {
    char slug[16];
    const int size = snprintf(slug, sizeof slug, "slow-%04d", i);
    const muster_agent_descriptor agent = {.struct_size = sizeof agent,
                                           .slug = {slug, (uint64_t)size},
                                           .description = TEXT("Opens slowly."),
                                           .open = open_slowly,
                                           .call = succeed};
    const int32_t status = registrar->add(registrar->context, &agent);
    if (status != MUSTER_OK) return status;
  }
  return MUSTER_OK;
}
