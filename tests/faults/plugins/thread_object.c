/* SPDX-License-Identifier: Apache-2.0 */

/* Makes an object on each thread that calls it and destroys it when that thread ends: what a C++
 * compiler makes of a thread_local object with a destructor, by hand. Answers its version. */

#include "fixture.h"

MUSTER_NOTE("");

extern void* __dso_handle;
int __cxa_thread_atexit_impl(void (*destroy)(void*), void* object, void* library);

static __thread int object;
static const muster_host* the_host;

static void destroy(void* dying) { *(int*)dying = 0; }

static int32_t open_agent(const muster_open* open, void** self) {
  (void)self;
  the_host = open->host;
  return MUSTER_OK;
}

static int32_t answer(void* self, const muster_call* call) {
  (void)self;
  if (object == 0) {
    object = 1;
    if (__cxa_thread_atexit_impl(destroy, &object, &__dso_handle) != 0) return MUSTER_FAILED;
  }
  return write_text(the_host, call->token, "version-0000", strlen("version-0000"));
}

int32_t muster_register(const muster_registrar* registrar) {
  const muster_agent_descriptor agent = {.struct_size = sizeof agent,
                                         .slug = TEXT("thread-object"),
                                         .description = TEXT("Answers its version."),
                                         .open = open_agent,
                                         .call = answer};
  return registrar->add(registrar->context, &agent);
}
