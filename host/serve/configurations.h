// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_CONFIGURATIONS_H
#define MUSTER_SERVE_CONFIGURATIONS_H

#include <string>

#include <muster/configuration.h>
#include <muster/error.h>
#include "base/yaml.h"

namespace muster::serve {

/// What a configuration file says under `agents`: for each slug a map, as JSON with its secrets
/// (secrets.h). Equal configurations give equal text. An error names file:line:column and quotes no
/// value.
[[nodiscard]] Result<Configurations> configurations_of(const yaml::Node& document,
                                                       const std::string& file);

/// The same of the file as it is now: HostOptions::configurations. The rest of it has to be right
/// too, or the host could not be started with it again.
///
/// Threads: any; reads the environment.
[[nodiscard]] Result<Configurations> read_configurations(const std::string& file);

}  // namespace muster::serve

#endif
