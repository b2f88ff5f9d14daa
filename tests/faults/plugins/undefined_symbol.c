/* SPDX-License-Identifier: Apache-2.0 */

/* Calls a function that no library has. */

#include "fixture.h"

MUSTER_NOTE("");

int32_t muster_function_of_no_library(void);

int32_t muster_register(const muster_registrar* registrar) {
  (void)registrar;
  return muster_function_of_no_library();
}
