// SPDX-License-Identifier: Apache-2.0
#include "facade/hanging.h"

#include <fmt/format.h>

#include "plugin/codes.h"

namespace muster::facade {

Error quarantine_hanging(plugin::LoadState& state, const plugin::Journal::Entry& entry,
                         std::chrono::nanoseconds patience, const Clock& clock) {
  const auto seconds = std::chrono::duration<double>(patience).count();
  Error problem =
      error(plugin::codes::load_stuck, entry.path,
            fmt::format("did not return from its {} within {:g} s", entry.stage, seconds));
  state.verdicts->quarantine({entry.hash, entry.path, problem, clock.wall(), entry.given});
  static_cast<void>(state.verdicts->save());  // the next load says so, if it cannot be saved
  return problem;
}

}  // namespace muster::facade
