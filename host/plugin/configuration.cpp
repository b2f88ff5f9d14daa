// SPDX-License-Identifier: Apache-2.0
#include "plugin/configuration.h"

#include <fmt/format.h>

#include "base/json.h"
#include "plugin/codes.h"

namespace muster::plugin {

Result<std::string_view> configuration_of(const Agent& agent, const Configurations& configurations,
                                          std::string_view subject) {
  const std::string& slug = agent.descriptor.slug;
  const auto given = configurations.find(slug);
  if (given == configurations.end()) return kNoConfiguration;
  const Configuration& configuration = given->second;

  const auto parsed = json::parse(configuration.json, slug);
  if (parsed && parsed->is_object()) return configuration.json;
  const std::string place = configuration.place ? configuration.place("") : "";
  // Not in the words of the JSON reader, which may quote a key.
  return tl::unexpected(error(codes::config_invalid,
                              place.empty() ? fmt::format("{}: {}", subject, slug) : place,
                              parsed ? "the configuration is not an object"
                                     : "the configuration is not JSON within the limits"));
}

}  // namespace muster::plugin
