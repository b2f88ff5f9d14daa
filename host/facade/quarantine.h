// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FACADE_QUARANTINE_H
#define MUSTER_FACADE_QUARANTINE_H

#include <string_view>
#include <vector>

#include <muster/host.h>
#include "facade/standing.h"
#include "plugin/verdicts.h"

namespace muster::facade {

/// What is in quarantine of the files that a reload last met and, if the last reload met none, what
/// has come there since; sorted by path. What else is remembered is content that was mended, moved
/// away or deleted.
[[nodiscard]] std::vector<Quarantined> quarantined(const plugin::Verdicts& verdicts,
                                                   const Standing& standing);

/// Lifts what `which` names (Verdicts::retry), also by the path where its content lies now, and
/// writes that down. An error, "host.not_quarantined", names the paths of `present`.
[[nodiscard]] Result<std::vector<Quarantined>> retry(plugin::Verdicts& verdicts,
                                                     std::string_view which,
                                                     const std::vector<Quarantined>& present);

}  // namespace muster::facade

#endif
