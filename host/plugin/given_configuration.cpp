// SPDX-License-Identifier: Apache-2.0
#include "plugin/given_configuration.h"

namespace muster::plugin {

GivenConfiguration given_configuration(std::string_view agent,
                                       const Configurations& configurations) {
  const auto given = configurations.find(agent);
  return {std::string(agent),
          given == configurations.end() ? Sha256{} : sha256(given->second.json)};
}

}  // namespace muster::plugin
