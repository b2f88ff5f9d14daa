// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_RELOAD_PARTS_H
#define MUSTER_TESTS_SUPPORT_RELOAD_PARTS_H

#include <memory>

#include "base/manual_clock.h"
#include "catalog/load.h"
#include "plugin/call_pool.h"
#include "plugin/load_state.h"
#include "registry/registry.h"
#include "registry/retirer.h"
#include "support/temp_dir.h"

namespace muster::test {

/// What a transaction is made of, in time that stands still. Link muster_reload.
struct ReloadParts {
  TempDir root;
  ManualClock clock;
  plugin::LoadState state = plugin::open_load_state("", "a build", clock);
  plugin::CallPool calls;
  std::unique_ptr<plugin::Staging> staging = *plugin::Staging::create({root / "staging"});
  registry::Retirer retirer{clock, [] {}};
  registry::Registry registry{retirer};

  /// One whose plugins end at once.
  [[nodiscard]] catalog::Loader loader() {
    return {.staging = *staging,
            .calls = calls,
            .state = state,
            .prober = plugin::Prober({}),
            .retire = [](std::unique_ptr<plugin::LoadedPlugin>) {},
            .clock = clock};
  }
};

}  // namespace muster::test

#endif
