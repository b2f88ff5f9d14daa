// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CONFIGURATION_H
#define MUSTER_CONFIGURATION_H

#include <functional>
#include <map>
#include <string>

namespace muster {

/// What an agent's `open` is given.
struct Configuration {
  std::string json;  ///< one JSON object; may hold secrets, so it is never shown

  /// Where a part of it was written ("muster.yaml:12:5"), by the JSON pointer of the part; empty:
  /// nobody knows, and errors name the agent instead. Called while a plugin is loaded.
  std::function<std::string(const std::string& pointer)> place = {};
};

/// By the slug of the agent.
using Configurations = std::map<std::string, Configuration, std::less<>>;

}  // namespace muster

#endif
