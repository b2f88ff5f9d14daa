/* SPDX-License-Identifier: Apache-2.0 */

/* Behaves in the helper process that tries libraries out, and only there. In a host it crashes,
 * ends the thread or hangs, where STAGE says: `constructors`, `register`, `open`, `close` or
 * `destructors`. One that hangs says so on standard error, and returns once the file named by `gate`
 * exists. Tests patch slug and gate in copies. */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"

MUSTER_NOTE("");

#define CONSTRUCTORS 1
#define REGISTER 2
#define OPEN 3
#define CLOSE 4
#define DESTRUCTORS 5

static const char slug[] = "agent-000000";
static const char gate[] =
    "////////////////////////////////////////////////////////////////////////////////////////////"
    "gate";

static int is_probe(void) {
  char name[32] = "";
  FILE* const file = fopen("/proc/self/comm", "r");
  if (file == NULL) return 0;
  if (fgets(name, sizeof name, file) == NULL) name[0] = '\0';
  fclose(file);
  return strcmp(name, "muster-probe\n") == 0;
}

static void misbehave(void) {
  if (is_probe()) return;
#ifdef CRASHES
  abort();
#elif defined ENDS_THREAD
  pthread_exit(NULL);
#else
  static const char words[] = "in_host: hanging\n";
  if (write(STDERR_FILENO, words, sizeof words - 1) < 0) return;
  while (access(gate, F_OK) != 0) nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
#endif
}

__attribute__((constructor)) static void construct(void) {
  if (STAGE == CONSTRUCTORS) misbehave();
}

__attribute__((destructor)) static void destruct(void) {
  if (STAGE == DESTRUCTORS) misbehave();
}

static int32_t open_agent(const muster_open* open, void** self) {
  (void)open;
  (void)self;
  if (STAGE == OPEN) misbehave();
  return MUSTER_OK;
}

static void close_agent(void* self) {
  (void)self;
  if (STAGE == CLOSE) misbehave();
}

static int32_t succeed(void* self, const muster_call* call) {
  (void)self;
  (void)call;
  return MUSTER_OK;
}

int32_t muster_register(const muster_registrar* registrar) {
  const muster_agent_descriptor agent = {
      .struct_size = sizeof agent,
      .slug = TEXT(slug),
      .description = TEXT("Is well behaved where it is tried out."),
      .open = open_agent,
      .call = succeed,
      .close = close_agent,
  };
  if (STAGE == REGISTER) misbehave();
  (void)gate;
  return registrar->add(registrar->context, &agent);
}
