// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_CONFIG_H
#define MUSTER_SERVE_CONFIG_H

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include <muster/permissions.h>
#include <muster/report.h>
#include "base/yaml.h"
#include "serve/log_line.h"

namespace muster::serve {

/// What an operator may set, on the command line or in the configuration file;
/// docs/configuration.md explains each. Nothing: not set there.
struct Config {
  std::optional<std::string> host;
  std::optional<std::string> socket;
  std::optional<std::vector<std::string>> plugins;
  std::optional<std::vector<std::string>> skills;
  std::optional<bool> watch;
  std::optional<Policy> on_error;
  std::optional<bool> strict;
  std::optional<std::string> staging;
  std::optional<std::string> state;
  std::optional<std::string> probe;
  std::optional<Permissions> permissions;
  std::optional<std::vector<std::string>> allow_process_changes;
  std::optional<LogFormat> log_format;

  friend bool operator==(const Config&, const Config&) = default;
};

/// What a configuration file may take up; the defaults of YAML would be too small for many agents.
inline constexpr yaml::Limits kConfigLimits{
    .bytes = 256 * 1024, .depth = 16, .keys = 4096, .values = 16'384};

/// Reads a configuration file, which has to be a map. An error names file:line:column.
[[nodiscard]] Result<yaml::Node> read_document(const std::string& file);

/// The settings of the host in a configuration file. Relative paths in it are taken from the folder
/// of `file`. An error names file:line:column; an unknown key, the known one it looks most like.
/// What stands under `agents` is configurations.h's. Pure.
[[nodiscard]] Result<Config> settings_of(const yaml::Node& document, const std::string& file);

/// Both, of a text. Pure.
[[nodiscard]] Result<Config> parse_config(std::string_view text, const std::string& file);

/// The keys of which two configurations say different things. Pure.
[[nodiscard]] std::vector<std::string_view> changed_keys(const Config& before, const Config& after);

/// `first` where it says something, else `second`.
[[nodiscard]] Config merged(Config first, Config second);

}  // namespace muster::serve

#endif
