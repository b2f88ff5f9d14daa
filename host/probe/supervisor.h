// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PROBE_SUPERVISOR_H
#define MUSTER_PROBE_SUPERVISOR_H

#include "plugin/probe_protocol.h"

namespace muster::probe {

/// Tries every library of a request out in worker processes, one at a time, and writes an answer
/// for each to kProbeReport. One that takes its worker down, or longer than its time, is charged
/// with that, and the rest goes on in another worker; so it does after one that changed its
/// worker. Nothing that a library started outlives this. Nothing more: the reader of the report is
/// gone, or no process can be started (said on standard error).
///
/// Threads: the only one of a process that does nothing else.
[[nodiscard]] bool supervise(const plugin::ProbeRequest& request);

}  // namespace muster::probe

#endif
