// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FACADE_EDIT_H
#define MUSTER_FACADE_EDIT_H

#include <functional>
#include <optional>
#include <vector>

#include <muster/change.h>
#include <muster/edit.h>
#include <muster/error.h>
#include "catalog/edit.h"
#include "plugin/call_pool.h"
#include "plugin/loaded_plugin.h"
#include "registry/registry.h"

namespace muster {

struct Edit::Steps {
  plugin::CallPool& calls;  ///< of the agents that are added
  plugin::Retire retire;    ///< takes them over when nothing holds them any more
  std::vector<catalog::Step> steps = {};
  std::optional<Error> problem = {};  ///< the first

  void refuse(Error found) {
    if (!problem) problem = std::move(found);
  }
};

namespace facade {

/// Has `edit` name its steps, and takes them all or none: one publish, or before generation 1 what
/// that will be made of. Opens agents and checks skills before, so that nobody waits for that.
[[nodiscard]] Result<Change> take_edit(registry::Registry& registry, Edit::Steps steps,
                                       const std::function<void(Edit&)>& edit);

}  // namespace facade
}  // namespace muster

#endif
