/* SPDX-License-Identifier: Apache-2.0 */

/* A plugin that ends the process as if all were well. */

#include <muster/abi.h>
#include <unistd.h>

MUSTER_NOTE("");

__attribute__((constructor)) static void leave(void) { _exit(0); }

int32_t muster_register(const muster_registrar* registrar) {
  (void)registrar;
  return MUSTER_OK;
}
