/* SPDX-License-Identifier: Apache-2.0 */

/* A plugin that dies as soon as it is loaded. */

#include <muster/abi.h>
#include <signal.h>

MUSTER_NOTE("");

__attribute__((constructor)) static void die(void) {
  signal(SIGSEGV, SIG_DFL); /* a sanitizer would turn it into an exit */
  raise(SIGSEGV);
}

int32_t muster_register(const muster_registrar* registrar) {
  (void)registrar;
  return MUSTER_OK;
}
