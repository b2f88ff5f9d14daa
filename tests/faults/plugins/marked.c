/* SPDX-License-Identifier: Apache-2.0 */

/* Leaves a mark as soon as any of its code runs: the file that MUSTER_FIXTURE_MARK names. The build
 * makes libraries of it that break one rule each. */

#include <stdio.h>
#include <stdlib.h>

#include "fixture.h"

__attribute__((constructor)) static void leave_mark(void) {
  const char* const path = getenv("MUSTER_FIXTURE_MARK");
  FILE* const file = path == NULL ? NULL : fopen(path, "w");
  if (file != NULL) fclose(file);
}

#ifndef WITHOUT_NOTE
#ifndef REQUIRED
#define REQUIRED ""
#endif
MUSTER_NOTE(REQUIRED);
#endif

#if defined(REGISTER_IS_DATA)
extern int datum __asm__(MUSTER_ENTRY_NAME);
__attribute__((visibility("default"))) int datum = 1;

#elif defined(REGISTER_IS_HIDDEN)
__attribute__((visibility("hidden"), used)) int32_t hidden(void) __asm__(MUSTER_ENTRY_NAME);
int32_t hidden(void) { return MUSTER_OK; }

#elif !defined(WITHOUT_REGISTER)
static const muster_host* the_host;

static int32_t open_marked(const muster_open* open, void** self) {
  (void)self;
  the_host = open->host;
  return MUSTER_OK;
}

static int32_t answer(void* self, const muster_call* call) {
  (void)self;
  return write_text(the_host, call->token, "version-0000", strlen("version-0000"));
}

/* A descriptor of a minor that is still to come, in which something stands. */
struct later_descriptor {
  muster_agent_descriptor known;
  uint64_t unknown[8];
};

#ifndef DESCRIPTOR_SIZE
#define DESCRIPTOR_SIZE sizeof(muster_agent_descriptor)
#endif

int32_t muster_register(const muster_registrar* registrar) {
  const struct later_descriptor agent = {.known = {.struct_size = DESCRIPTOR_SIZE,
                                                   .slug = TEXT("marked-agent"),
                                                   .description = TEXT("Answers its version."),
                                                   .open = open_marked,
                                                   .call = answer},
                                         .unknown = {7, 7, 7}};
  return registrar->add(registrar->context, &agent.known);
}
#endif
