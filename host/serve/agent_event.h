// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_AGENT_EVENT_H
#define MUSTER_SERVE_AGENT_EVENT_H

#include <muster/log_record.h>
#include "serve/log_line.h"

namespace muster::serve {

/// What an agent logs, as a line of the host's log.
[[nodiscard]] Event event_of(const LogRecord& line);

}  // namespace muster::serve

#endif
