// SPDX-License-Identifier: Apache-2.0
#include "probe/sanitizers.h"

#include <thread>

// In a build with sanitizers these set what they do unless told otherwise. A crash shall be the
// signal that it is without them, and what is leaked by a process that is ended is no news.
#define MUSTER_SIGNALS_ARE_REAL \
  "handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigill=0:handle_sigfpe=0"

extern "C" {
[[gnu::visibility("default")]] const char* __asan_default_options();
[[gnu::visibility("default")]] const char* __tsan_default_options();
[[gnu::visibility("default")]] const char* __ubsan_default_options();

const char* __asan_default_options() {
  return MUSTER_SIGNALS_ARE_REAL
      ":detect_leaks=0:detect_odr_violation=0:symbolize=0:use_sigaltstack=0";
}
const char* __tsan_default_options() { return MUSTER_SIGNALS_ARE_REAL ":symbolize=0"; }
const char* __ubsan_default_options() { return "symbolize=0"; }
}

namespace muster::probe {

void start_sanitizer_threads() {
  if (kHasSanitizer) std::thread([] {}).join();
}

}  // namespace muster::probe
