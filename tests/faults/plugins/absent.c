/* SPDX-License-Identifier: Apache-2.0 */

#include <stdint.h>

__attribute__((visibility("default"))) int32_t muster_absent(void);

int32_t muster_absent(void) { return 0; }
