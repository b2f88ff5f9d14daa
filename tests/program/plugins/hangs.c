/* SPDX-License-Identifier: Apache-2.0 */

/* A plugin that says on a FIFO that it is being loaded, and holds it open without coming to an end.
 */

#include <fcntl.h>
#include <muster/abi.h>
#include <stdlib.h>
#include <unistd.h>

MUSTER_NOTE("");

__attribute__((constructor)) static void hang(void) {
  const int began = open(getenv("TEST_BEGAN"), O_WRONLY | O_CLOEXEC);
  const char byte = 'x';
  alarm(60); /* should the test fail */
  while (began >= 0 && write(began, &byte, 1) == 1) pause();
}

int32_t muster_register(const muster_registrar* registrar) {
  (void)registrar;
  return MUSTER_OK;
}
