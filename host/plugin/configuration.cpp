// SPDX-License-Identifier: Apache-2.0
#include "plugin/configuration.h"

#include <fmt/format.h>

#include "base/json.h"
#include "plugin/codes.h"

namespace muster::plugin {

Result<AgentConfiguration> configuration_of(const Agent& agent,
                                            const Configurations& configurations,
                                            std::string_view subject) {
  const std::string& slug = agent.descriptor.slug;
  const auto given = configurations.find(slug);
  const bool is_given = given != configurations.end();
  AgentConfiguration configuration;
  if (is_given) configuration.text = given->second.json;

  const auto refuse = [&](const std::string& pointer, std::string_view why) {
    const bool is_placed = is_given && given->second.place;
    std::string place = is_placed ? given->second.place(pointer) : std::string();
    if (place.empty()) place = fmt::format("{}: {}", subject, slug);
    return tl::unexpected(error(codes::config_invalid, std::move(place),
                                fmt::format("the configuration of {}{}{}: {}", slug,
                                            pointer.empty() ? "" : " at ", pointer, why)));
  };
  auto parsed = json::parse(configuration.text, slug);
  // Not in the words of the JSON reader, which may quote a key.
  if (!parsed) return refuse("", "not JSON within the limits");
  if (!parsed->is_object()) return refuse("", "not an object");
  if (agent.config_schema) {
    const auto violation = agent.config_schema->check(*parsed);
    if (violation) return refuse(violation->instance, violation->message);
  }
  configuration.value = *std::move(parsed);
  return configuration;
}

}  // namespace muster::plugin
