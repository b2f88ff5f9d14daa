/* SPDX-License-Identifier: Apache-2.0 */

/* Succeeds without an agent. */

#include "fixture.h"

MUSTER_NOTE("");

int32_t muster_register(const muster_registrar* registrar) {
  (void)registrar;
  return MUSTER_OK;
}
