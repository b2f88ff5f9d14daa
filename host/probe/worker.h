// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PROBE_WORKER_H
#define MUSTER_PROBE_WORKER_H

#include <cstddef>

#include "plugin/probe_protocol.h"
#include "probe/tape.h"

namespace muster::probe {

/// What a worker process does: tries libraries out from the number `first` on, a line of the tape
/// for each, until the last, or until one of them has changed the process; then ends. What they
/// print goes to `printed`.
///
/// In a process that was forked for it, of one thread.
[[noreturn]] void work(const plugin::ProbeRequest& request, std::size_t first, Tape& tape,
                       int printed);

}  // namespace muster::probe

#endif
