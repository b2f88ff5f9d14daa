// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_CONFIGURATIONS_H
#define MUSTER_SERVE_CONFIGURATIONS_H

#include <string>

#include <muster/configuration.h>
#include <muster/error.h>
#include "base/yaml.h"
#include "serve/config.h"

namespace muster::serve {

/// What a configuration file says under `agents`: for each slug a map, as JSON with its secrets
/// (secrets.h). Equal configurations give equal text. An error names file:line:column and quotes no
/// value.
[[nodiscard]] Result<Configurations> configurations_of(const yaml::Node& document,
                                                       const std::string& file);

/// What a configuration file says as it is now, of the host and of its agents. All of it has to be
/// right, or the host could not be started with it again.
struct ConfigFile {
  Config settings;
  Configurations agents;
};

/// Threads: any; reads the environment.
[[nodiscard]] Result<ConfigFile> read_config_file(const std::string& file);

}  // namespace muster::serve

#endif
