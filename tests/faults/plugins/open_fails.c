/* SPDX-License-Identifier: Apache-2.0 */

/* Two agents. The one that is opened first holds a descriptor until it is closed; the other cannot
 * be opened. A host that forgets to close the first shows it in its table of descriptors. */

#include <fcntl.h>
#include <unistd.h>

#include "fixture.h"

MUSTER_NOTE("");

static int descriptor = -1;

static int32_t open_descriptor(const muster_open* open_, void** self) {
  (void)open_;
  *self = &descriptor;
  descriptor = open("/dev/zero", O_RDONLY | O_CLOEXEC);
  return descriptor >= 0 ? MUSTER_OK : MUSTER_FAILED;
}

static void close_descriptor(void* self) { close(*(int*)self); }

static int32_t refuse(const muster_open* open_, void** self) {
  (void)self;
  (void)open_->fail(open_->context, (muster_text)TEXT("no such zone"));
  return MUSTER_FAILED;
}

static int32_t succeed(void* self, const muster_call* call) {
  (void)self;
  (void)call;
  return MUSTER_OK;
}

int32_t muster_register(const muster_registrar* registrar) {
  const muster_agent_descriptor agents[] = {
      {.struct_size = sizeof agents[0],
       .slug = TEXT("second"),
       .description = TEXT("Cannot be opened."),
       .open = refuse,
       .call = succeed},
      {.struct_size = sizeof agents[0],
       .slug = TEXT("first"),
       .description = TEXT("Holds a descriptor while it is open."),
       .open = open_descriptor,
       .call = succeed,
       .close = close_descriptor},
  };
  for (size_t i = 0; i < sizeof agents / sizeof agents[0]; ++i) {
    const int32_t status = registrar->add(registrar->context, &agents[i]);
    if (status != MUSTER_OK) return status;
  }
  return MUSTER_OK;
}
