/* SPDX-License-Identifier: Apache-2.0 */

/* An agent that says on one FIFO that it runs, and answers once another one gives it a byte. */

#include <fcntl.h>
#include <muster/abi.h>
#include <stdlib.h>
#include <unistd.h>

MUSTER_NOTE("");

static int32_t wait_for_byte(void* self, const muster_call* call) {
  (void)self;
  (void)call;
  const int began = open(getenv("TEST_BEGAN"), O_WRONLY | O_CLOEXEC);
  const int finish = open(getenv("TEST_FINISH"), O_RDONLY | O_CLOEXEC);
  char byte = 'x';
  const int done = write(began, &byte, 1) == 1 && read(finish, &byte, 1) == 1;
  close(began);
  close(finish);
  return done ? MUSTER_OK : MUSTER_FAILED;
}

int32_t muster_register(const muster_registrar* registrar) {
  const muster_agent_descriptor agent = {.struct_size = sizeof agent,
                                         .slug = {"waits", 5},
                                         .description = {"Waits.", 6},
                                         .call = wait_for_byte};
  return registrar->add(registrar->context, &agent);
}
