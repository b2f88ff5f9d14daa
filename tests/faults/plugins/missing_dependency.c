/* SPDX-License-Identifier: Apache-2.0 */

/* Needs libmuster_absent.so, which was there when it was linked and is nowhere to be found now. */

#include "fixture.h"

MUSTER_NOTE("");

int32_t muster_absent(void);

int32_t muster_register(const muster_registrar* registrar) {
  (void)registrar;
  return muster_absent();
}
