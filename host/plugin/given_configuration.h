// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_GIVEN_CONFIGURATION_H
#define MUSTER_PLUGIN_GIVEN_CONFIGURATION_H

#include <string>
#include <string_view>

#include <muster/configuration.h>
#include "base/sha256.h"

namespace muster::plugin {

/// The configuration that an agent's code ran with. It is told apart by its hash and not kept, for
/// it may hold secrets.
struct GivenConfiguration {
  std::string agent;  ///< empty: the code that ran was given none
  Sha256 hash;        ///< of its JSON text

  friend bool operator==(const GivenConfiguration&, const GivenConfiguration&) = default;
};

[[nodiscard]] GivenConfiguration given_configuration(std::string_view agent,
                                                     const Configurations& configurations);

}  // namespace muster::plugin

#endif
