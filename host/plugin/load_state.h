// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_LOAD_STATE_H
#define MUSTER_PLUGIN_LOAD_STATE_H

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include "base/clock.h"
#include "plugin/journal.h"
#include "plugin/verdicts.h"

namespace muster::plugin {

/// What a host remembers of libraries from one run to the next; neither pointer is null.
struct LoadState {
  std::unique_ptr<Verdicts> verdicts;
  std::unique_ptr<Journal> journal;
  std::vector<Error> warnings;  ///< why it will be forgotten: "state.unusable"
};

/// Opens what is kept in `folder`, which is made (0700) if it is missing; empty: in memory alone. A
/// folder that cannot be used, or is used by another host, is a warning, and memory takes its
/// place. What an earlier process entered and did not leave is quarantined ("load.ended_host") and
/// saved before this returns. `build` is that of the host.
[[nodiscard]] LoadState open_load_state(const std::string& folder, std::string_view build,
                                        const Clock& clock);

}  // namespace muster::plugin

#endif
