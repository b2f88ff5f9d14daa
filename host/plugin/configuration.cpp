// SPDX-License-Identifier: Apache-2.0
#include "plugin/configuration.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "plugin/codes.h"

namespace muster::plugin {

std::string schema_hint(const AgentDescriptor& agent) {
  constexpr std::size_t kShownMost = 800;
  if (agent.config_schema.empty()) return {};
  // On one line, however its author wrote it.
  const auto parsed = json::parse(agent.config_schema, "schema");
  const std::string text = parsed ? json::write(*parsed) : agent.config_schema;
  const std::string_view shown = utf8_prefix(text, kShownMost);
  return fmt::format("its config_schema is {}{}", shown, shown.size() < text.size() ? "..." : "");
}

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
    Error refusal = error(codes::config_invalid, std::move(place),
                          fmt::format("the configuration of {}{}{}: {}", slug,
                                      pointer.empty() ? "" : " at ", pointer, why));
    if (const std::string schema = schema_hint(agent.descriptor); !schema.empty()) {
      refusal.hint += "; " + schema;
    }
    return tl::unexpected(std::move(refusal));
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
