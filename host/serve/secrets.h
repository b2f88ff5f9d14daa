// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_SECRETS_H
#define MUSTER_SERVE_SECRETS_H

#include <cstddef>
#include <string>

#include <muster/error.h>
#include "base/yaml.h"

namespace muster::serve {

inline constexpr std::size_t kSecretBytesMax = 64 * 1024;

/// The configuration of an agent with what it refers to. Inside it a map of one key is
///   {file: PATH}       the text of a file, without its final newline; a relative path starts at
///                      the folder of the configuration file,
///   {env: NAME}        the value of an environment variable of this process,
///   {literal: VALUE}   the value itself, in which nothing is looked for.
/// `file` and `env` take a scalar; with anything else they are keys like others.
///
/// An error (config.secret, at the place in `config_file`) names the path or the variable, never
/// what is in it.
[[nodiscard]] Result<yaml::Node> with_secrets(const yaml::Node& configuration,
                                              const std::string& config_file);

}  // namespace muster::serve

#endif
